// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.scheduler.client.Dialect;
import io.tributary.scheduler.client.FakeScheduler;
import io.tributary.scheduler.client.RunState;
import io.tributary.scheduler.client.SchedulerClient;
import io.tributary.scheduler.client.SilentSchedulerException;
import io.tributary.scheduler.workflow.Workflow;
import io.tributary.scheduler.workflow.WorkflowReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a server of a few lines; the slow tests do the same to a real one. */
class ServerRunnerTest {
    private static final Worker WORKER = new Worker("/opt/tributary", "/srv/home", "/srv/home/c", "/srv/secrets");

    private static Workflow workflow(String command) {
        return WorkflowReader.parse("w.yaml", """
                        workflow:
                          name: nightly
                          schedule: "0 30 1 * * ? *"
                          timezone: Europe/Berlin
                          param:
                            date: {type: date, default: "$[yyyy-MM-dd-1]"}
                        tasks:
                          - {name: one, command: COMMAND}
                          - {name: two, deps: [one], command: "tributary epoch show 1"}
                        """.replace("COMMAND", command), name -> true)
                .orThrow();
    }

    private static ServerRunner runner(SchedulerClient client) {
        return new ServerRunner(client, "team", "default", WORKER);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void allThatIsAskedIsInThePublishedInterface(Dialect dialect) throws IOException {
        Map<String, Set<String>> published = published(dialect);
        try (FakeScheduler server = new FakeScheduler(dialect)) {
            useEverything(server.client(dialect));
            assertThat(server.requests()).hasSizeGreaterThan(20);
            for (String request : server.requests()) {
                String[] words = request.split(" ");
                String call = words[0] + " " + words[1];
                assertThat(published).as(request).containsKey(call);
                Set<String> allowed = published.get(call).stream()
                        .map(name -> name.replace("?", ""))
                        .collect(Collectors.toSet());
                Set<String> sent = new TreeSet<>(List.of(words).subList(2, words.length));
                assertThat(allowed).as(request).containsAll(sent);
                assertThat(sent)
                        .as(request)
                        .containsAll(published.get(call).stream()
                                .filter(name -> !name.endsWith("?"))
                                .toList());
            }
        }
    }

    private static Map<String, Set<String>> published(Dialect dialect) throws IOException {
        String file = dialect == Dialect.V3_1 ? "api-3.1.1.txt" : "api-3.4.3.txt";
        try (InputStream stream = Objects.requireNonNull(FakeScheduler.class.getResourceAsStream(file), file)) {
            Map<String, Set<String>> calls = new TreeMap<>();
            new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .forEach(words -> calls.put(
                            words[0] + " " + words[1],
                            Set.of(Stream.of(words).skip(2).toArray(String[]::new))));
            return calls;
        }
    }

    /** Every call of the client, by way of what is done with jobs. */
    private static void useEverything(SchedulerClient client) {
        ServerRunner runner = runner(client);
        assertThat(client.user()).isEqualTo("ann");
        assertThat(runner.difference(workflow("echo")).none()).isFalse();
        runner.apply(workflow("echo"));
        runner.apply(workflow("true"));
        JobRun run = runner.start(workflow("true"), "k", Map.of("date", "2026-01-31"));
        assertThat(run.state()).isEqualTo(RunState.FAILED);
        assertThat(runner.log(run, runner.tasks(run).get(0), 0).lines()).containsExactly("one", "two");
        assertThat(runner.retry(run).attempts()).isEqualTo(2);
        assertThat(runner.rerun(runner.refresh(run)).attempts()).isEqualTo(3);
        assertThat(runner.runs("nightly")).hasSize(1);
        assertThat(runner.workflows()).containsExactly("nightly");
        assertThat(client.schedule(7, 8).orElseThrow().online()).isTrue();
        runner.apply(engines("lib/app.jar", "engines"));
        client.takeScheduleOffline(7, 3);
        assertThatThrownBy(() -> client.stop(7, run.id()))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("Cannot perform STOP operation (code 50006)");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void oneKeyIsOneRun(Dialect dialect) throws IOException {
        try (FakeScheduler server = new FakeScheduler(dialect)) {
            ServerRunner runner = runner(server.client(dialect));
            runner.apply(workflow("echo"));
            JobRun first = runner.start(workflow("echo"), "k", Map.of("date", "2026-01-31"));
            JobRun second = runner(server.client(dialect)).start(workflow("echo"), "k", Map.of("date", "2026-01-31"));
            JobRun other = runner.start(workflow("echo"), "l", Map.of("date", "2026-01-31"));
            assertThat(second.id()).isEqualTo(first.id());
            assertThat(other.id()).isNotEqualTo(first.id());
            assertThat(server.requests().stream().filter(request -> request.contains("-instance dryRun")))
                    .hasSize(2);
            assertThatThrownBy(() -> runner.start(workflow("echo"), "k", Map.of("date", "2026-02-01")))
                    .isInstanceOf(ConflictException.class);
        }
    }

    @Test
    void applyingTheSameFileAsksForNoChangeAndAnEditedOneKeepsTheSchedule() throws IOException {
        try (FakeScheduler server = new FakeScheduler(Dialect.V3_1)) {
            SchedulerClient client = server.client(Dialect.V3_1);
            ServerRunner runner = runner(client);
            runner.apply(workflow("echo"));
            int before = server.requests().size();
            assertThat(runner.apply(workflow("echo")).none()).isTrue();
            assertThat(server.requests().subList(before, server.requests().size()))
                    .allMatch(request -> request.startsWith("GET "));
            assertThat(runner.apply(workflow("true")).lines())
                    .containsExactly("- task one | echo", "+ task one | true");
            assertThat(client.definition(7, "nightly").orElseThrow().version()).isEqualTo(2);
            assertThat(client.schedule(7, 8).orElseThrow().online()).isTrue();
        }
    }

    private static Workflow engines(String jar, String environment) {
        return WorkflowReader.parse("w.yaml", """
                        workflow: {name: engines, environment_name: ENVIRONMENT, param: {epoch: {type: integer}}}
                        tasks:
                          - name: spark
                            task_type: Spark
                            main_class: org.example.Main
                            main_package: JAR
                            driver_memory: 2g
                            num_executors: 3
                            others: --master local[2]
                            main_args: --home $TRIBUTARY_HOME --epoch ${epoch}
                          - name: flink
                            task_type: Flink
                            main_class: org.example.Stream
                            main_package: JAR
                            parallelism: 2
                            main_args: --run $TRIBUTARY_RUN --config $TRIBUTARY_CONFIG
                        """.replace("JAR", jar).replace("ENVIRONMENT", environment), name -> true)
                .orThrow();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void aTaskOfAnEngineIsStoredAndReadBackAsTheFileSays(Dialect dialect) throws IOException {
        try (FakeScheduler server = new FakeScheduler(dialect)) {
            ServerRunner runner = runner(server.client(dialect));
            Difference made = runner.apply(engines("lib/app.jar", "engines"));
            assertThat(made.lines())
                    .contains("+ task spark | SPARK mainJar = lib/app.jar")
                    .contains("+ task spark | SPARK numExecutors = 3")
                    .contains("+ task spark | SPARK mainArgs = --home '/srv/home' --epoch ${epoch}")
                    .contains("+ task spark | SPARK others = --conf"
                            + " spark.executorEnv.TRIBUTARY_RUN=engines/${tributary_key} --master local[2]")
                    .contains("+ task flink | FLINK parallelism = 2")
                    .contains("+ task flink | FLINK mainArgs = --run TRIBUTARY_RUN=engines/${tributary_key}"
                            + " --config '/srv/home/c'");
            assertThat(runner.apply(engines("lib/app.jar", "engines")).none()).isTrue();
            assertThat(server.task("spark").at("/environmentCode").asLong()).isEqualTo(77);
            assertThat(server.task("spark")
                            .at("/taskParams/mainJar/resourceName")
                            .asText())
                    .isEqualTo(dialect == Dialect.V3_1 ? "lib/app.jar" : "file:/storage/default/resources/lib/app.jar");
            assertThat(server.task("spark").at("/taskParams/numExecutors").isInt())
                    .isTrue();
            assertThat(server.task("flink").at("/taskType").asText()).isEqualTo("FLINK");
        }
    }

    @Test
    void whatTheServerDoesNotHaveForAnEngineIsSaidBeforeAnythingChanges() throws IOException {
        try (FakeScheduler server = new FakeScheduler(Dialect.V3_1)) {
            ServerRunner runner = runner(server.client(Dialect.V3_1));
            assertThatThrownBy(() -> runner.apply(engines("lib/other.jar", "engines")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("resource centre has no file lib/other.jar");
            assertThatThrownBy(() -> runner.apply(engines("lib/app.jar", "small")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no environment small, want one of [engines]");
            assertThat(runner.workflows()).isEmpty();
        }
    }

    @Test
    void aRunIsNotStartedFromAFileThatTheServerDoesNotHave() throws IOException {
        try (FakeScheduler server = new FakeScheduler(Dialect.V3_1)) {
            ServerRunner runner = runner(server.client(Dialect.V3_1));
            runner.apply(workflow("echo"));
            assertThatThrownBy(() -> runner.start(workflow("true"), "k", Map.of()))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("'tributary job plan' shows the difference");
        }
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        try (FakeScheduler server = new FakeScheduler(Dialect.V3_1)) {
            assertThatThrownBy(() -> new SchedulerClient(server.address(), "old", Dialect.V3_1, "t").user())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("does not accept the token (HTTP 401)");
            assertThatThrownBy(() -> new ServerRunner(server.client(Dialect.V3_1), "team", "gpu", WORKER)
                            .apply(workflow("echo")))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("no worker group gpu, want one of [default]");
        }
        assertThatThrownBy(() -> new SchedulerClient(URI.create("http://127.0.0.1:1/d"), "t", Dialect.V3_1, "t").user())
                .isInstanceOf(SilentSchedulerException.class)
                .hasMessageContaining("no scheduler answers at http://127.0.0.1:1/d");
    }

    @Test
    void onlyWhatChangesNothingIsAskedAgain() throws IOException {
        try (FakeScheduler server = new FakeScheduler(Dialect.V3_1)) {
            SchedulerClient client = server.client(Dialect.V3_1);
            server.fail(2);
            assertThat(client.user()).isEqualTo("ann");
            server.fail(1);
            assertThatThrownBy(() -> client.createProject("team")).isInstanceOf(UnavailableException.class);
            assertThat(server.requests().stream().filter(request -> request.startsWith("POST /projects")))
                    .hasSize(1);
        }
    }
}
