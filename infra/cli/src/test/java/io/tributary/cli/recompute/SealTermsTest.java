// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What deposits held when an epoch was sealed, found again from the log. */
class SealTermsTest {
    private static final EpochRecord FIRST =
            SampleLog.epoch(1, "", new DepositUse("d-a", 40), new DepositUse("d-b", 5));
    private static final EpochRecord SECOND = SampleLog.epoch(2, "", new DepositUse("d-a", 10));
    private static final EpochRecord ADJUSTMENT =
            SampleLog.epoch(3, FIRST.leafHash().hex(), new DepositUse("d-a", 30), new DepositUse("d-b", 8));
    private static final LedgerView LOG =
            SampleLog.of(deposit("d-a", 100), deposit("d-b", 50), FIRST, SECOND, ADJUSTMENT, deposit("d-c", 7));

    private static DepositEntry deposit(String id, long amount) {
        return new DepositEntry("net", id, "ann", amount, "credit");
    }

    private static List<String> held(long epoch, long logSize, Long... opened) {
        return SealTerms.at(LOG, epoch, logSize, List.of(opened)::contains).deposits().stream()
                .map(SealTermsTest::text)
                .toList();
    }

    private static String text(Admission.Deposit deposit) {
        return deposit.depositId() + " " + deposit.payer() + " " + deposit.availableMicros();
    }

    @Test
    void aDepositHoldsWhatEarlierEpochsDidNotTake() {
        assertThat(held(1, 1)).containsExactly("d-a ann 100");
        assertThat(held(2, 3)).containsExactly("d-a ann 60", "d-b ann 45");
        assertThat(held(3, 4)).containsExactly("d-a ann 50", "d-b ann 45");
    }

    @Test
    void anAdjustmentTakesWhatItTakesMoreAndGivesBackTheRestUnlessClaimsWereOpened() {
        assertThat(held(4, 6)).containsExactly("d-a ann 60", "d-b ann 42", "d-c ann 7");
        assertThat(held(4, 6, 1L)).containsExactly("d-a ann 50", "d-b ann 42", "d-c ann 7");
    }

    @Test
    void aSealThatNamesAnotherLogThanItsOwnIsRefused() {
        assertThatThrownBy(() -> held(4, 7))
                .isInstanceOf(RefusedException.class)
                .hasMessage("epoch 4 is sealed by a log of 7 entries, the ledger has 6");
        assertThatThrownBy(() -> held(3, 3))
                .isInstanceOf(RefusedException.class)
                .hasMessage("epoch 3 is sealed by a log of 3 entries, in which 1 epochs are final, want 2");
        assertThatThrownBy(() -> held(1, 3)).isInstanceOf(RefusedException.class);
    }
}
