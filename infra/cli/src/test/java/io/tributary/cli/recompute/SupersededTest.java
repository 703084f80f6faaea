// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.LedgerView;
import io.tributary.contract.LogEntry;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupersededTest {
    private static EpochRecord record(long epoch, String adjusts) {
        return new EpochRecord(
                "net",
                epoch,
                adjusts.isEmpty() ? EpochRecord.REGULAR : EpochRecord.ADJUSTMENT,
                adjusts,
                10,
                20,
                epoch == 1 ? "" : "00".repeat(32),
                "ipa1/factored+rows/v1",
                List.of(),
                List.of(),
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                0,
                0,
                0,
                "credit",
                List.of());
    }

    private static LedgerView log(EpochRecord... records) {
        List<LogEntry> entries = new ArrayList<>();
        for (EpochRecord record : records) {
            entries.add(new LogEntry(entries.size(), record.leafHash(), record.toJson(), "org1", "tx", 0));
        }
        return new LedgerView(entries);
    }

    @Test
    void anAdjustmentOfAnAdjustmentGoesBackToTheRegularEpoch() {
        EpochRecord first = record(1, "");
        EpochRecord second = record(2, "");
        EpochRecord third = record(3, first.leafHash().hex());
        EpochRecord fourth = record(4, third.leafHash().hex());
        LedgerView log = log(first, second, third, fourth);

        assertThat(Superseded.of(log, "")).isEmpty();
        Superseded one = Superseded.of(log, first.leafHash().hex()).orElseThrow();
        assertThat(one.records()).containsExactly(first);
        Superseded three = Superseded.of(log, fourth.leafHash().hex()).orElseThrow();
        assertThat(three.records()).containsExactly(fourth, third, first);
        assertThat(three.regular()).isEqualTo(first);
    }

    @Test
    void aRecordThatIsNotInTheLogIsNamed() {
        String unknown = "ab".repeat(32);
        assertThatThrownBy(() -> Superseded.of(log(record(1, "")), unknown))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the adjusted record " + unknown + " is not in the ledger's log");
    }
}
