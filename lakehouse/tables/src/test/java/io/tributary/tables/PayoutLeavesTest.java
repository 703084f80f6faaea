// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.Payout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayoutLeavesTest {
    @TempDir
    Path home;

    @Test
    void claimedLeavesAreFoundByTheHashOfTheirFieldsAndAMissingOneStops() {
        Payout ada = PayoutRows.leaf(1, "p-ada", 70);
        Payout bob = PayoutRows.leaf(1, "p-bob", 30);
        Payout changed = PayoutRows.leaf(1, "p-cas", 11);
        Payout claimed = PayoutRows.leaf(1, "p-cas", 10);
        List<Row> rows = new ArrayList<>();
        rows.add(PayoutRows.row(ada, 0, ada.leafHash().hex()));
        rows.add(PayoutRows.row(bob, 1, bob.leafHash().hex()));
        // The row says that it is the claimed leaf; its fields say that it is not.
        rows.add(PayoutRows.row(changed, 2, claimed.leafHash().hex()));
        rows.add(PayoutRows.row(PayoutRows.leaf(2, "p-ada", 70), 0, "00".repeat(32)));
        try (LakeCatalog lake = TestLake.create(home)) {
            TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE)).append(rows);
            PayoutLeaves leaves = new PayoutLeaves(lake);
            assertThat(leaves.claimed(1, List.of(bob.leafHash()))).containsExactly(bob);
            assertThat(leaves.claimed(1, List.of())).isEmpty();
            assertThatThrownBy(() -> leaves.claimed(1, List.of(bob.leafHash(), claimed.leafHash())))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("rewards.payouts of epoch 1 lacks the leaf " + claimed.leafHash()
                            + " that was claimed, so what was paid for it is not known");
        }
    }
}
