// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Whom a part of the data role's money falls to, and for what; by payee, then role.
 *
 * @param role {@link CreditLine#DATA} or {@link CreditLine#LABEL}
 */
public record Earner(String payee, String role) implements Comparable<Earner> {
    /** Checks that nothing is missing. */
    public Earner {
        Objects.requireNonNull(payee, "payee");
        Objects.requireNonNull(role, "role");
    }

    /**
     * What earners weigh on one answer: Σ weight · basis points over the parts of all lines. Rows of a single contributor count with 10,000
     * basis points, so that an answer without lines is split as by its contributors' weights.
     *
     * @param weights by contributor or line id, 0 or more each
     * @param lines the lines by id
     * @param payees the payee of a contributor
     */
    public static SortedMap<Earner, BigInteger> weights(
            Map<String, BigInteger> weights, Map<String, CreditLine> lines, UnaryOperator<String> payees) {
        SortedMap<Earner, BigInteger> earners = new TreeMap<>();
        weights.forEach((owner, weight) -> {
            CreditLine line = CreditLine.isLine(owner) ? lines.get(owner) : CreditLine.whole(owner);
            if (line == null) {
                throw new IllegalArgumentException("nobody knows who has a part in " + owner);
            }
            for (CreditLine.Part part : line.parts()) {
                earners.merge(
                        new Earner(payees.apply(part.contributor()), part.role()),
                        weight.multiply(BigInteger.valueOf(part.basisPoints())),
                        BigInteger::add);
            }
        });
        return earners;
    }

    @Override
    public int compareTo(Earner other) {
        return Share.compareTexts(List.of(payee, role), List.of(other.payee, other.role));
    }
}
