// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/**
 * Rules {@code bundles/v1} to {@code bundles/v4}: a contributor's rows are dealt by lot, four times, into bundles of ten, and a bundle
 * is paid for what it did as a whole. It counts for less, or for nothing, where its help on the held-out set is cancelled by harm. The
 * second rule differs in one thing: on an answer no row counts for more than the mean size of all rows' scores there, so that rows
 * which were made or chosen for few questions can't live on them. The third goes on from there: what a bundle did is paid by its square
 * root, so that rows which were chosen among many earn less than in proportion. Under the fourth it is paid by the fourth root, answers
 * for all rows of its contributor, too, and counts whole from a fifth of its help left after harm on: how evenly rows help is worth
 * little, and a name that holds nothing but junk keeps a quarter of what its lucky bundles earn.
 */
public final class BundlesRule implements PayRule {
    /** How often the rows are dealt. */
    public static final int LOTS = 4;

    /** Rows of a full bundle. */
    public static final int ROWS = 10;

    /** Fraction bits of scales and standings. */
    public static final int BITS = 16;

    /** Entry k - 1 is the scale of a bundle of k rows under the first two rules, {@code floor(2^16 sqrt(k / 10))}. */
    private static final int[] SCALES = {20724, 29308, 35895, 41448, 46340, 50763, 54831, 58617, 62172, 65536};

    /** The same under the others, {@code floor(2^16 k / 10)}: a root already counts small bundles for more than in proportion. */
    private static final int[] SCALES_OF_ROOTS = {6553, 13107, 19660, 26214, 32768, 39321, 45875, 52428, 58982, 65536};

    /** Under the fourth rule a standing is whole from this part on, one over it. */
    private static final int WHOLE_FROM = 5;

    /**
     * Under the fourth rule the least that a contributor's bundles count: over all of his rows help and harm may come near to one another
     * though many answers were helped.
     */
    private static final int QUARTER = WHOLE / 4;

    private final String id;
    private final OptionalInt meansMax;
    private final Help help;
    private final Answerable answerable;

    /** What a bundle's help on an answer counts. */
    private enum Help {
        /** As much as it is. */
        SUM,
        /** Its square root, see {@link RootRate}. */
        ROOT,
        /** Its fourth root. */
        FOURTH_ROOT
    }

    /** For which rows a bundle answers. */
    private enum Answerable {
        /** For its own, by what is left of their help. */
        ITSELF,
        /** For its own and for all of its contributor, whole from a fifth on. */
        CONTRIBUTOR
    }

    /** {@code bundles/v1}. */
    public BundlesRule() {
        this("bundles/v1", OptionalInt.empty(), Help.SUM, Answerable.ITSELF);
    }

    private BundlesRule(String id, OptionalInt meansMax, Help help, Answerable answerable) {
        this.id = id;
        this.meansMax = meansMax;
        this.help = help;
        this.answerable = answerable;
    }

    /** {@code bundles/v2}. */
    public static BundlesRule limited() {
        return new BundlesRule("bundles/v2", OptionalInt.of(1), Help.SUM, Answerable.ITSELF);
    }

    /** {@code bundles/v3}. */
    public static BundlesRule rooted() {
        return new BundlesRule("bundles/v3", OptionalInt.of(1), Help.ROOT, Answerable.ITSELF);
    }

    /** {@code bundles/v4}. */
    public static BundlesRule answering() {
        return new BundlesRule("bundles/v4", OptionalInt.of(1), Help.FOURTH_ROOT, Answerable.CONTRIBUTOR);
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
        return rated() ? 2 * BITS + RootRate.BITS : 2 * BITS;
    }

    @Override
    public Bundles deal(LotSeed seed, List<OwnedRow> rows) {
        return Bundles.byLot(seed, rows, LOTS, rated() ? SCALES_OF_ROOTS : SCALES);
    }

    @Override
    public BitSet blanks(QuestionPrints questions, List<String> passage) {
        return questions.repeatedBy(passage);
    }

    @Override
    public boolean rated() {
        return help != Help.SUM;
    }

    @Override
    public int rate(long sum, long limit) {
        return switch (help) {
            case SUM -> 1;
            case ROOT -> RootRate.square(sum, limit);
            case FOURTH_ROOT -> RootRate.fourth(sum, limit);
        };
    }

    @Override
    public int standing(BundleNet net) {
        return net.influence().sign() <= 0 ? 0 : left(net, answerable == Answerable.ITSELF ? 1 : WHOLE_FROM);
    }

    /** By items relative to all rows alone: over many rows one item with a large exponent would decide the net influence. */
    @Override
    public int contributorStanding(BundleNet net) {
        return answerable == Answerable.ITSELF ? WHOLE : Math.max(QUARTER, left(net, WHOLE_FROM));
    }

    /** The help that is left after harm, so many times and at most 1, in units of 2^-16: 0 if nothing is left. */
    private static int left(BundleNet net, int times) {
        if (net.normalised() <= 0) {
            return 0;
        }
        return BigInteger.valueOf(net.normalised())
                .multiply(BigInteger.valueOf(times))
                .shiftLeft(BITS)
                .divide(BigInteger.valueOf(net.positive()))
                .min(BigInteger.valueOf(WHOLE))
                .intValueExact();
    }
}
