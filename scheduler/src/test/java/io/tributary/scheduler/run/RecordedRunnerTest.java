// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.Dialect;
import io.tributary.scheduler.client.FakeScheduler;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.workflow.Workflow;
import io.tributary.scheduler.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's outcome is what its steps wrote down. The server of these tests fails each first attempt and lets each second one succeed. */
class RecordedRunnerTest {
    private static final Worker WORKER = new Worker("/opt/tributary", "/srv/home", "/srv/home/c", "/srv/secrets");
    private static final Instant NOW = Instant.parse("2026-01-31T01:00:00Z");

    @TempDir
    Path folder;

    private FakeScheduler server;
    private Outcomes outcomes;
    private JobRunner runner;

    @BeforeEach
    void start() throws IOException {
        outcomes = new Outcomes(folder);
        server = new FakeScheduler(Dialect.V3_1);
        runner = runner(server);
    }

    @AfterEach
    void end() {
        server.close();
    }

    private JobRunner runner(FakeScheduler asked) {
        return new RecordedRunner(
                new ServerRunner(asked.client(Dialect.V3_1), "team", "default", WORKER),
                outcomes,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Workflow workflow() {
        return WorkflowReader.parse("w.yaml", """
                        workflow: {name: nightly, param: {epoch: {type: integer}}}
                        tasks:
                          - {name: one, command: "tributary epoch seal 1"}
                          - {name: aside, command: "echo"}
                          - {name: two, deps: [one, aside], command: "tributary epoch attribute 1"}
                        """, name -> true).orThrow();
    }

    private JobRun started() {
        runner.apply(workflow());
        return runner.start(workflow(), "k", Map.of("epoch", "1"));
    }

    private void ended(String task, int exit) {
        outcomes.begin("nightly/k", task, NOW);
        outcomes.end("nightly/k", task, NOW, NOW.plusSeconds(1), exit, Map.of("recordHash", task + "-hash"));
    }

    @Test
    void aSuccessOfWhichAStepHasNoRowIsNone() {
        JobRun failed = started();
        assertThat(failed.state()).isEqualTo(RunState.FAILED);
        assertThat(runner.doubt(failed)).as("the server says the same").isEmpty();
        JobRun run = runner.retry(failed);
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(runner.tasks(run)).extracting(TaskRun::state).containsExactly(RunState.FAILED);
        assertThat(runner.doubt(run).orElseThrow())
                .contains("calls it a success, but no step wrote that it is done: one, two");
        ended("one", 0);
        outcomes.begin("nightly/k", "two", NOW);
        assertThat(runner.refresh(run).state()).as("begun, and never ended").isEqualTo(RunState.FAILED);
        ended("two", 0);
        assertThat(runner.refresh(run).state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(runner.doubt(runner.refresh(run))).isEmpty();
        assertThat(runner.made(run, "two")).isEqualTo(Map.of("recordHash", "two-hash"));
        assertThat(runner.runs("nightly")).extracting(JobRun::state).containsExactly(RunState.SUCCEEDED);
    }

    @Test
    void whatTheRowsCallDoneIsDoneAlsoWhenTheServerCallsItAFailure() {
        JobRun failed = started();
        ended("one", 0);
        ended("two", 0);
        JobRun run = runner.refresh(failed);
        assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(runner.tasks(run)).extracting(TaskRun::state).containsExactly(RunState.SUCCEEDED);
        assertThatThrownBy(() -> runner.retry(run)).isInstanceOf(ConflictException.class);
        assertThat(runner.rerun(run).state())
                .as("what is done again has to be written again")
                .isEqualTo(RunState.FAILED);
    }

    @Test
    void aRunThatTheServerLostIsToldFromItsRows() throws IOException {
        started();
        try (FakeScheduler wiped = new FakeScheduler(Dialect.V3_1)) {
            JobRunner asked = runner(wiped);
            assertThatThrownBy(() -> asked.find("other", "k")).isInstanceOf(UnavailableException.class);
            assertThat(asked.find("nightly", "k").orElseThrow().state()).isEqualTo(RunState.INTERRUPTED);
            ended("one", 3);
            assertThat(asked.find("nightly", "k").orElseThrow().state()).isEqualTo(RunState.FAILED);
            ended("one", 0);
            ended("two", 0);
            JobRun run = asked.find("nightly", "k").orElseThrow();
            assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
            assertThat(run.endedAt()).isEqualTo("2026-01-31T01:00:01Z");
            assertThat(asked.tasks(run)).extracting(TaskRun::name).containsExactly("one", "two");
            assertThat(asked.runs("nightly")).extracting(JobRun::key).containsExactly("k");
            asked.apply(workflow());
            assertThat(asked.start(workflow(), "k", Map.of("epoch", "1")).state())
                    .isEqualTo(RunState.SUCCEEDED);
            assertThat(wiped.requests()).noneMatch(request -> request.contains("/executors/"));
            assertThatThrownBy(() -> asked.start(workflow(), "k", Map.of("epoch", "2")))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("was started with epoch=1, not 2");
        }
    }

    @Test
    void aNameThatIsNoRunIsWrittenNowhere() {
        outcomes.begin("../../escaped/k", "one", NOW);
        outcomes.begin("nightly/k", "../one", NOW);
        outcomes.begin("", "", NOW);
        assertThat(folder).isEmptyDirectory();
    }
}
