// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.record.Payout;
import java.util.List;
import org.junit.jupiter.api.Test;

class PayChangeTest {
    private static Payout paid(long epoch, String payee, String role, long amount) {
        return new Payout(
                "net",
                epoch,
                payee,
                "ab".repeat(32),
                role,
                Payout.REASON_INFERENCE,
                "era-1",
                amount,
                "credit",
                "cd".repeat(32));
    }

    private static final List<Payout> BEFORE = List.of(
            paid(1, "p-ann", "data", 100),
            paid(1, "p-ann", "model", 50),
            paid(1, "p-bob", "data", 70),
            paid(1, "p-dan", "data", 5),
            paid(1, "p-gone", "data", 40));
    private static final List<Payout> AFTER = List.of(
            paid(2, "p-ann", "data", 30),
            paid(2, "p-bob", "data", 110),
            paid(2, "p-dan", "data", 5),
            paid(2, "p-new", "host", 60));

    @Test
    void thePayOfAllRolesIsAddedAndTheLargestChangeComesFirst() {
        assertThat(PayChange.largest(BEFORE, AFTER, 10))
                .containsExactly(
                        new PayChange("p-ann", "", 150, 30),
                        new PayChange("p-new", "", 0, 60),
                        new PayChange("p-bob", "", 70, 110),
                        new PayChange("p-gone", "", 40, 0));
    }

    @Test
    void noMoreAreNamedThanAskedFor() {
        assertThat(PayChange.largest(BEFORE, AFTER, 2))
                .extracting(PayChange::payee)
                .containsExactly("p-ann", "p-new");
    }

    @Test
    void aLineNamesBothAmountsAndTheDifference() {
        assertThat(PayChange.largest(BEFORE, AFTER, 1).get(0).line())
                .containsPattern("p-ann .* 150 before, now +30: -120$");
    }
}
