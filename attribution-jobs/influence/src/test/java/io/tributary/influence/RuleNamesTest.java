// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.rule.RuleNames;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RuleNamesTest {
    @Test
    void theLedgerTakesTheRulesThatMembersCanComputeAndNoOthers() {
        assertThat(RuleNames.PAY)
                .containsExactlyElementsOf(PayRule.ALL.stream().map(PayRule::id).toList());
        assertThat(RuleNames.DUPLICATES)
                .containsExactlyElementsOf(Arrays.stream(DuplicateRule.values())
                        .map(DuplicateRule::id)
                        .toList());
        assertThat(RuleNames.REPEATS)
                .containsExactlyElementsOf(
                        Arrays.stream(RepeatRule.values()).map(RepeatRule::id).toList());
    }
}
