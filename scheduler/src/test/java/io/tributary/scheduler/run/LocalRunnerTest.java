// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.TaskRun;
import io.tributary.scheduler.workflow.Workflow;
import io.tributary.scheduler.workflow.WorkflowReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRunnerTest {
    @TempDir
    Path folder;

    private JobRunner runner;
    private Workflow workflow;

    @BeforeEach
    void makeRunner() {
        runner = fresh();
        workflow = workflow("test ! -e " + folder.resolve("broken"));
    }

    /** As another process would see it: nothing is kept but the files. */
    private JobRunner fresh() {
        return new LocalRunner(
                folder.resolve("jobs"),
                new Worker("/bin/echo", "/home", "/home/c", "/home/s"),
                Clock.systemUTC(),
                line -> {});
    }

    private Workflow workflow(String second) {
        return WorkflowReader.parse(
                        "w.yaml", """
                        workflow:
                          name: nightly
                          param:
                            date: {type: date}
                        tasks:
                          - name: one
                            command: echo ${date} >> FOLDER/ones
                          - name: two
                            deps: [one]
                            command: SECOND
                          - name: three
                            deps: [two]
                            command: echo $TRIBUTARY_RUN >> FOLDER/threes
                          - name: aside
                            command: echo aside >> FOLDER/asides
                        """.replace("SECOND", second).replace("FOLDER", folder.toString()), name -> true)
                .orThrow();
    }

    private JobRun start(String key) {
        return runner.start(workflow, key, Map.of("date", "2026-01-31"));
    }

    private List<String> written(String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    @Test
    void oneKeyIsOneRun() throws IOException {
        assertThat(start("k").state()).isEqualTo(RunState.SUCCEEDED);
        runner = fresh();
        assertThat(start("k").state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(written("ones")).containsExactly("2026-01-31");
        assertThat(written("threes")).containsExactly("nightly/k");
        assertThat(runner.runs("nightly")).hasSize(1);
    }

    @Test
    void whatAWorkerSubmitsIsRefusedHereInOneSentence() {
        Workflow submitted = WorkflowReader.parse("w.yaml", """
                        workflow: {name: engines}
                        tasks:
                          - {name: one, task_type: Spark, main_class: org.example.Main, main_package: app.jar}
                        """, name -> true).orThrow();
        assertThatThrownBy(() -> runner.start(submitted, "k", Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("task one of engines is of type Spark, which only a scheduler's worker runs;"
                        + " --local runs Shell tasks");
        assertThat(runner.runs("engines")).isEmpty();
    }

    @Test
    void aKeyWithOtherValuesIsAConflict() {
        start("k");
        assertThatThrownBy(() -> runner.start(workflow, "k", Map.of("date", "2026-02-01")))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("was started with date=2026-01-31, not 2026-02-01");
    }

    @Test
    void aFailureStopsWhatDependsOnItAlone() throws IOException {
        Files.createFile(folder.resolve("broken"));
        JobRun run = start("k");
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(runner.tasks(run))
                .extracting(TaskRun::state)
                .containsExactly(RunState.SUCCEEDED, RunState.FAILED, RunState.WAITING, RunState.SUCCEEDED);
        assertThat(written("asides")).hasSize(1);
    }

    @Test
    void retryRunsWhatFailedAndRerunRunsEverything() throws IOException {
        Files.createFile(folder.resolve("broken"));
        JobRun failed = start("k");
        Files.delete(folder.resolve("broken"));
        runner = fresh();
        runner.retry(failed);
        JobRun repaired = runner.find("nightly", "k").orElseThrow();
        assertThat(repaired.state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(repaired.attempts()).isEqualTo(2);
        assertThat(written("ones")).hasSize(1);
        assertThat(written("threes")).hasSize(1);
        assertThatThrownBy(() -> runner.retry(repaired)).isInstanceOf(ConflictException.class);
        runner.rerun(repaired);
        assertThat(written("ones")).hasSize(2);
    }

    @Test
    void aRunWhoseProcessWasKilledGoesOnWhereItStopped() throws Exception {
        // The task kills whoever runs it, once: kill -9 leaves no chance to tidy up.
        Path classes = folder.resolve("pid");
        workflow = workflow("test -e " + classes + " || { touch " + classes + "; kill -9 $PPID; sleep 9; }");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunInOwnProcess.class.getName(),
                        folder.toString(),
                        workflow.tasks().get(1).command())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isEqualTo(128 + 9);
        assertThat(runner.find("nightly", "k").orElseThrow().state()).isEqualTo(RunState.INTERRUPTED);
        assertThat(start("k").state()).isEqualTo(RunState.SUCCEEDED);
        assertThat(written("ones")).hasSize(1);
        assertThat(written("threes")).hasSize(1);
    }

    /** Starts the run of the test above. */
    static final class RunInOwnProcess {
        private RunInOwnProcess() {}

        /** Folder and the second task's command. */
        public static void main(String[] arguments) {
            LocalRunnerTest test = new LocalRunnerTest();
            test.folder = Path.of(arguments[0]);
            test.runner = test.fresh();
            test.workflow = test.workflow(arguments[1]);
            test.start("k");
        }
    }

    @Test
    void aStoppedRunLeavesNoProcess() throws Exception {
        workflow = workflow("sleep 600 & sleep 601");
        Thread other = new Thread(() -> fresh().start(workflow, "k", Map.of("date", "2026-01-31")));
        other.start();
        while (runner.find("nightly", "k").map(runner::tasks).stream()
                .flatMap(List::stream)
                .noneMatch(task -> task.name().equals("two") && task.state() == RunState.RUNNING)) {
            assertThat(other.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        runner.cancel(runner.find("nightly", "k").orElseThrow());
        other.join();
        assertThat(runner.find("nightly", "k").orElseThrow().state()).isEqualTo(RunState.STOPPED);
        assertThat(Processes.ofRun("nightly/k")).isEmpty();
    }

    @Test
    void applyingTwiceChangesNothingTheSecondTime() {
        assertThat(runner.apply(workflow).none()).isFalse();
        assertThat(fresh().difference(workflow).none()).isTrue();
        Workflow edited = workflow("true");
        assertThat(runner.difference(edited).lines())
                .containsExactly("- task two | test ! -e " + folder.resolve("broken"), "+ task two | true");
    }
}
