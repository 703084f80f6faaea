// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.run.JobRun;
import io.tributary.scheduler.workflow.Workflow;
import io.tributary.scheduler.workflow.WorkflowReader;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobDeadlineTest {
    private static final Workflow WORKFLOW =
            WorkflowReader.parse("w.yaml", """
                    workflow: {name: nightly, timezone: Europe/Berlin, deadline: "06:00"}
                    tasks: [{name: one, command: echo}]
                    """, name -> true).orThrow();

    @ParameterizedTest
    @CsvSource({
        // Berlin is one hour ahead in winter and two in summer.
        "2026-01-10 04:00:00, 2026-01-10 05:00:00, false",
        "2026-01-10 04:00:00, 2026-01-10 05:00:01, true",
        "2026-07-10 03:00:00, 2026-07-10 04:00:01, true",
        "2026-01-10 05:00:00, 2026-01-11 05:00:00, false",
        "2026-01-10 23:30:00, 2026-01-11 04:59:59, false",
        // As this machine writes it, and a run that is still at work at 2026-01-12T00:00Z.
        "2026-01-10T04:00:00Z, 2026-01-10T05:00:01Z, true",
        "2026-01-11 04:00:00, '', true",
        "2026-01-11 23:00:00, '', false",
        "'', '', false"
    })
    void aRunIsLateAfterTheFirstDeadlineThatFollowsItsStart(String start, String end, boolean late) {
        JobRun run = new JobRun("nightly", 1, "k", RunState.RUNNING, start, end, 1, Map.of());
        Clock clock = Clock.fixed(Instant.parse("2026-01-12T00:00:00Z"), ZoneOffset.UTC);
        assertThat(JobDeadline.missed(WORKFLOW, run, clock)).isEqualTo(late);
    }
}
