// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.PayRule;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The rules that the laboratory can pay by: those of the release, and two that are known to be gamed. */
public final class Rules {
    private static final List<RuleUnderTest> KNOWN = known();

    private Rules() {}

    private static List<RuleUnderTest> known() {
        List<RuleUnderTest> rules = new ArrayList<>();
        PayRule.ALL.forEach(rule -> rules.add(CommittedRule.released(rule)));
        rules.add(CommittedRule.limited(2));
        rules.add(CommittedRule.limited(3));
        rules.add(CommittedRule.limitedToPart(2));
        rules.add(CommittedRule.limitedToPart(4));
        rules.add(CommittedRule.limitedToPart(16));
        rules.add(CommittedRule.concave(1, CommittedRule.Help.ROOT, CommittedRule.Scale.ROOT));
        rules.add(CommittedRule.concave(4, CommittedRule.Help.ROOT, CommittedRule.Scale.ROOT));
        rules.add(CommittedRule.concave(1, CommittedRule.Help.ROOT, CommittedRule.Scale.LINEAR));
        rules.add(CommittedRule.concave(1, CommittedRule.Help.FOURTH_ROOT, CommittedRule.Scale.ROOT));
        rules.add(CommittedRule.concave(1, CommittedRule.Help.FOURTH_ROOT, CommittedRule.Scale.LINEAR));
        rules.add(CommittedRule.concave(1, CommittedRule.Help.ROOT_BEYOND_LIMIT, CommittedRule.Scale.ROOT));
        rules.add(CommittedRule.gated(2));
        rules.add(new NaiveRule());
        rules.add(new EpochNetRule());
        return List.copyOf(rules);
    }

    /**
     * The rule with this name.
     *
     * @throws InvalidInputException naming the known ones
     */
    public static RuleUnderTest named(String name) {
        return KNOWN.stream()
                .filter(rule -> rule.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("pay rule is '" + name + "', want one of "
                        + KNOWN.stream().map(RuleUnderTest::id).collect(Collectors.joining(", "))));
    }
}
