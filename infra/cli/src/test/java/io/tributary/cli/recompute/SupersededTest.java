// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.EpochRecord;
import org.junit.jupiter.api.Test;

class SupersededTest {
    @Test
    void anAdjustmentOfAnAdjustmentGoesBackToTheRegularEpoch() {
        EpochRecord first = SampleLog.epoch(1, "");
        EpochRecord second = SampleLog.epoch(2, "");
        EpochRecord third = SampleLog.epoch(3, first.leafHash().hex());
        EpochRecord fourth = SampleLog.epoch(4, third.leafHash().hex());
        LedgerView log = SampleLog.of(first, second, third, fourth);

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
        assertThatThrownBy(() -> Superseded.of(SampleLog.of(SampleLog.epoch(1, "")), unknown))
                .isInstanceOf(RefusedException.class)
                .hasMessage("the adjusted record " + unknown + " is not in the ledger's log");
    }
}
