// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxPlansTest {
    @TempDir
    Path outbox;

    @Test
    void aTaskKeepsItsNumbersWhoeverAsksAgainAndWhateverWasSentMeanwhile() {
        OutboxPlans.Plan first = new OutboxPlans(outbox).decide("contribute/a", "ann", 3, 10);
        assertThat(new OutboxPlans(outbox).decide("contribute/a", "ann", 7, 10)).isEqualTo(first);
        assertThat(first.firstSequence()).isEqualTo(3);
        assertThat(new OutboxPlans(outbox).find("contribute/a")).contains(first);
        assertThat(new OutboxPlans(outbox).find("contribute/b")).isEmpty();
    }

    @Test
    void itemsOfOneSignerAreNumberedWithoutGapOrOverlap() {
        OutboxPlans plans = new OutboxPlans(outbox);
        assertThat(plans.decide("ask/1", "host", 0, 128).firstItem()).isZero();
        assertThat(plans.decide("ask/2", "host", 2, 16).firstItem()).isEqualTo(128);
        assertThat(plans.decide("ask/3", "other", 0, 5).firstItem()).isZero();
        assertThat(plans.decide("ask/4", "host", 3, 1).firstItem()).isEqualTo(144);
    }

    @Test
    void anInterruptedTaskGoesOnAtTheBatchItHadReached() {
        OutboxPlans.Plan plan = new OutboxPlans(outbox).decide("contribute/a", "ann", 5, 10);
        assertThat(plan.batchesDone(5)).isZero();
        assertThat(plan.batchesDone(7)).isEqualTo(2);
    }
}
