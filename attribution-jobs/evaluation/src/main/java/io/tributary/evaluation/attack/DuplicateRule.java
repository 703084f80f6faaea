// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.SparseRow;
import io.tributary.influence.duplicate.TextPrint;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A near-duplicate rule, run for real. Texts: {@code jaccard/v1} is the platform's, by runs of tokens; {@code bag/v1} is a candidate, by
 * tokens in any order. Images, for which the platform has no rule yet: the sum of the smaller of two pixels is at least
 * {@value #IMAGE_NUMERATOR}/{@value #IMAGE_DENOMINATOR} of the sum of the larger.
 */
public final class DuplicateRule implements PairTest {
    /** The names of the rules, the platform's first. */
    public static final List<String> NAMES = List.of(TextPrint.RULE, "bag/v1");

    private static final int IMAGE_NUMERATOR = 9;
    private static final int IMAGE_DENOMINATOR = 10;

    private final String name;
    private final Map<Content, TextPrint> prints = new ConcurrentHashMap<>();
    private final TokenBags bags = new TokenBags();

    private DuplicateRule(String name) {
        this.name = name;
    }

    /**
     * The rule with this name.
     *
     * @throws InvalidInputException naming the known ones
     */
    public static DuplicateRule named(String name) {
        if (!NAMES.contains(name)) {
            throw new InvalidInputException(
                    "duplicate rule is '" + name + "', want one of " + String.join(", ", NAMES));
        }
        return new DuplicateRule(name);
    }

    /** The platform's. */
    public static DuplicateRule platform() {
        return named(TextPrint.RULE);
    }

    @Override
    public boolean repeats(Content left, Content right) {
        if (left instanceof Content.Words one && right instanceof Content.Words other) {
            return name.equals(TextPrint.RULE) ? print(one).repeats(print(other)) : bags.alike(one, other);
        }
        return left instanceof Content.Pixels one && right instanceof Content.Pixels other && alike(one, other);
    }

    @Override
    public boolean bySharedRuns() {
        return name.equals(TextPrint.RULE);
    }

    private TextPrint print(Content content) {
        return prints.computeIfAbsent(content, words -> TextPrint.ofTokens(((Content.Words) words).tokens()));
    }

    /** Without the bias, which all images share. */
    private static boolean alike(Content.Pixels left, Content.Pixels right) {
        SparseRow one = left.row();
        SparseRow other = right.row();
        int shared = 0;
        int s = 0;
        int t = 0;
        while (s < one.size() - 1 && t < other.size() - 1) {
            int order = Integer.compare(one.position(s), other.position(t));
            shared += order == 0 ? Math.min(one.value(s), other.value(t)) : 0;
            s += order <= 0 ? 1 : 0;
            t += order >= 0 ? 1 : 0;
        }
        int total = sum(one) + sum(other) - shared;
        return shared * IMAGE_DENOMINATOR >= total * IMAGE_NUMERATOR;
    }

    private static int sum(SparseRow row) {
        return row.absoluteSum() - row.value(row.size() - 1);
    }
}
