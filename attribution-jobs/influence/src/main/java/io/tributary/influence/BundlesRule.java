// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rules {@code bundles/v1} and {@code bundles/v2}: a contributor's rows are dealt by lot, four times, into bundles of ten, and a bundle
 * is paid for what it did as a whole. It counts for less, or for nothing, where its help on the held-out set is cancelled by harm. The
 * second rule differs in one thing: on an answer no row counts for more than the mean size of all rows' scores there, so that rows
 * which were made or chosen for few questions can't live on them.
 */
public final class BundlesRule implements PayRule {
    /** How often the rows are dealt. */
    public static final int LOTS = 4;

    /** Rows of a full bundle. */
    public static final int ROWS = 10;

    /** Fraction bits of scales and standings. */
    public static final int BITS = 16;

    /** Entry k - 1 is the scale of a bundle of k rows, {@code floor(2^16 sqrt(k / 10))}. */
    private static final int[] SCALES = {20724, 29308, 35895, 41448, 46340, 50763, 54831, 58617, 62172, 65536};

    private final String id;
    private final OptionalInt meansMax;

    /** {@code bundles/v1}. */
    public BundlesRule() {
        this("bundles/v1", OptionalInt.empty());
    }

    private BundlesRule(String id, OptionalInt meansMax) {
        this.id = id;
        this.meansMax = meansMax;
    }

    /** {@code bundles/v2}. */
    public static BundlesRule limited() {
        return new BundlesRule("bundles/v2", OptionalInt.of(1));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public OptionalInt meansMax() {
        return meansMax;
    }

    @Override
    public int weightBits() {
        return 2 * BITS;
    }

    @Override
    public Bundles deal(LotSeed seed, List<OwnedRow> rows) {
        return Bundles.byLot(seed, rows, LOTS, SCALES);
    }

    @Override
    public BitSet blanks(QuestionPrints questions, List<String> passage) {
        return questions.repeatedBy(passage);
    }

    /** The help that is left after harm in units of 2^-16: 0 if the bundle did not help, 2^16 if it harmed no item. */
    @Override
    public int standing(BundleNet net) {
        if (net.influence().sign() <= 0 || net.normalised() <= 0) {
            return 0;
        }
        return BigInteger.valueOf(net.normalised())
                .shiftLeft(BITS)
                .divide(BigInteger.valueOf(net.positive()))
                .intValueExact();
    }
}
