// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.LotSeed;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayRule;
import java.util.List;
import org.junit.jupiter.api.Test;

class DealtRowsTest {
    @Test
    void rowsOfTwoContributorsWithOneIdAreTwoRows() {
        OwnedRow one = OwnedRow.of("a", "news/science", 0);
        OwnedRow other = OwnedRow.of("a/news", "science", 0);
        assertThat(other.rowId()).isEqualTo(one.rowId());
        for (PayRule rule : PayRule.ALL) {
            DealtRows dealt = DealtRows.of(rule, new LotSeed("17".repeat(32)), List.of(one, other));
            for (OwnedRow row : List.of(one, other)) {
                int bundle = dealt.bundles().bundle(0, dealt.number(row));
                assertThat(dealt.bundles().contributors().get(dealt.bundles().contributor(bundle)))
                        .as(rule.id())
                        .isEqualTo(row.contributor());
            }
        }
    }
}
