// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.error.InvalidInputException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How a fee falls to roles, in basis points that sum to 10,000: the ledger parameter {@code split.roles}.
 *
 * @param basisPoints role to basis points, 0..10,000 each
 */
public record RoleSplit(NavigableMap<String, Integer> basisPoints) {
    /** Name of the ledger parameter. */
    public static final String PARAMETER = "split.roles";

    /** The role whose part falls to contributors by attribution. */
    public static final String DATA = "data";

    /** One whole, in basis points. */
    public static final int WHOLE_BASIS_POINTS = 10_000;

    private static final int CHARACTERS_MAX = 500;
    private static final Pattern FORM = Pattern.compile("[a-z]+=[0-9]{1,5}(,[a-z]+=[0-9]{1,5})*");

    /** Requires that the basis points sum to one whole. */
    public RoleSplit {
        basisPoints = Collections.unmodifiableNavigableMap(new TreeMap<>(basisPoints));
        int sum = basisPoints.values().stream().mapToInt(Integer::intValue).sum();
        if (sum != WHOLE_BASIS_POINTS || basisPoints.values().stream().anyMatch(points -> points < 0)) {
            throw new InvalidInputException("role split " + basisPoints + " sums to " + sum + ", want 10000");
        }
    }

    /** Parses the parameter's value, as in {@code data=7000,host=1000,model=1500,platform=500}. */
    public static RoleSplit parse(String value) {
        // The length first: a pattern goes as deep into the stack as a value is long.
        if (value.length() > CHARACTERS_MAX || !FORM.matcher(value).matches()) {
            throw new InvalidInputException("role split " + abbreviated(value) + ", want role=basispoints,… in at most "
                    + CHARACTERS_MAX + " characters");
        }
        NavigableMap<String, Integer> points = new TreeMap<>();
        for (String part : value.split(",")) {
            String[] pair = part.split("=");
            if (points.put(pair[0], Integer.parseInt(pair[1])) != null) {
                throw new InvalidInputException("role split " + value + " names " + pair[0] + " twice");
            }
        }
        return new RoleSplit(points);
    }

    private static String abbreviated(String value) {
        return value.length() <= CHARACTERS_MAX ? value : value.substring(0, CHARACTERS_MAX) + "…";
    }

    /** The parameter's value, roles ascending. */
    public String format() {
        List<String> parts = new ArrayList<>();
        basisPoints.forEach((role, points) -> parts.add(role + "=" + points));
        return String.join(",", parts);
    }

    /** Each role's part of one fee in units of 2^-62; they sum to 2^62. */
    public NavigableMap<String, BigInteger> shares() {
        List<BigInteger> weights = new ArrayList<>();
        basisPoints.values().forEach(points -> weights.add(BigInteger.valueOf(points)));
        List<BigInteger> parts = LargestRemainder.split(FeeSplit.WHOLE, weights);
        NavigableMap<String, BigInteger> shares = new TreeMap<>();
        int i = 0;
        for (String role : basisPoints.keySet()) {
            shares.put(role, parts.get(i++));
        }
        return shares;
    }
}
