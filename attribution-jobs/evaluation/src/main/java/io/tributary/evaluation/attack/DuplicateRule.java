// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.influence.duplicate.TextPrint;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A near-duplicate rule, run for real. Texts: {@code jaccard/v1} is the platform's, by runs of tokens; {@code bag/v1} is a candidate, by
 * tokens in any order. Images, which the platform does not take: {@link PixelPrint}.
 */
public final class DuplicateRule implements PairTest {
    /** The names of the rules, the platform's first. */
    public static final List<String> NAMES = List.of(TextPrint.RULE, "bag/v1");

    private final String name;
    private final RepeatRule passages;
    private final Map<Content, TextPrint> prints = new ConcurrentHashMap<>();
    private final PixelPairs images = new PixelPairs();
    private final TokenBags bags = new TokenBags();

    private DuplicateRule(String name, RepeatRule passages) {
        this.name = name;
        this.passages = passages;
    }

    /**
     * The rule with this name.
     *
     * @param passages the rule for passages beside it
     * @throws InvalidInputException naming the known ones
     */
    public static DuplicateRule named(String name, RepeatRule passages) {
        if (!NAMES.contains(name)) {
            throw new InvalidInputException(
                    "duplicate rule is '" + name + "', want one of " + String.join(", ", NAMES));
        }
        return new DuplicateRule(name, passages);
    }

    /** What new networks go by. */
    public static DuplicateRule platform() {
        return named(TextPrint.RULE, RepeatRule.WORDS);
    }

    @Override
    public boolean repeats(Content left, Content right) {
        if (left instanceof Content.Words one && right instanceof Content.Words other) {
            return name.equals(TextPrint.RULE) ? print(one).repeats(print(other)) : bags.alike(one, other);
        }
        return left instanceof Content.Pixels one
                && right instanceof Content.Pixels other
                && images.repeats(one, other);
    }

    @Override
    public boolean bySharedRuns() {
        return name.equals(TextPrint.RULE);
    }

    @Override
    public RepeatRule passages() {
        return passages;
    }

    private TextPrint print(Content.Words content) {
        return prints.computeIfAbsent(content, words -> TextPrint.ofTokens(((Content.Words) words).tokens()));
    }
}
