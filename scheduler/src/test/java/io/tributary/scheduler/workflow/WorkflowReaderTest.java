// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkflowReaderTest {
    private static final String GOOD = """
            workflow:
              name: nightly
              schedule: "0 30 1 * * ? *"
              timezone: Europe/Berlin
              deadline: "06:00"
              param:
                date: {type: date, default: "$[yyyy-MM-dd-1]"}
                most: {type: integer, default: 10}
              secrets: [org2-key]
            tasks:
              - name: two
                deps: [one]
                command: tributary epoch attest 1 --key $SECRET{org2-key}
              - name: one
                command: echo ${date} ${most}
                fail_retry_times: 2
            """;

    private static final String ENGINES = """
            workflow:
              name: engines
              environment_name: big
              param: {epoch: {type: integer}}
            tasks:
              - name: spark
                task_type: SPARK
                main_class: org.example.Main
                main_package: app.jar
                driver_memory: 2g
                num_executors: 3
                main_args: --epoch ${epoch}
              - name: flink
                task_type: Flink
                main_class: org.example.Stream
                main_package: lib/stream.jar
                parallelism: 2
                main_args: --run $TRIBUTARY_RUN
            """;

    private static Parsed parse(String text) {
        return WorkflowReader.parse("w.yaml", text, "org2-key"::equals);
    }

    @Test
    void tasksComeInAnOrderThatTheirDependenciesAllow() {
        Workflow workflow = parse(GOOD).orThrow();
        assertThat(workflow.tasks()).extracting(Task::name).containsExactly("one", "two");
        assertThat(workflow.tasks().get(0).retries()).isEqualTo(2);
        assertThat(workflow.schedule().orElseThrow().zone().getId()).isEqualTo("Europe/Berlin");
    }

    @Test
    void aDayByDefaultIsCountedFromTheDayOfTheRun() {
        Workflow workflow = parse(GOOD).orThrow();
        assertThat(workflow.values(Map.of("most", "7"), LocalDate.of(2026, 3, 1)))
                .isEqualTo(Map.of("date", "2026-02-28", "most", "7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1; rm -rf /", "$(id)", "1'", "seven"})
    void aValueThatIsNoNumberIsRefusedForANumber(String value) {
        Workflow workflow = parse(GOOD).orThrow();
        assertThatThrownBy(() -> workflow.values(Map.of("most", value), LocalDate.EPOCH))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("want a whole number");
    }

    static Stream<Arguments> brokenFiles() {
        return Stream.of(
                broken("    deps: [one]", "    deps: [two]", "11:11: tasks wait for each other: two -> two"),
                broken("    fail_retry_times: 2", "    fail_retries: 2", "16:5: unknown key 'fail_retries' in a task"),
                broken("0 30 1 * * ? *", "0 61 1 * * ? *", "3:13: schedule '0 61 1 * * ? *': minutes is '61'"),
                broken("0 30 1 * * ? *", "30 1 * * *", "3:13: schedule '30 1 * * *' has 5 fields"),
                broken("[org2-key]", "[org3-key]", "9:13: secret 'org3-key' is missing"),
                broken("Europe/Berlin", "Europe/Bonn", "4:13: timezone is 'Europe/Bonn'"),
                broken("${most}", "${least}", "15:14: ${least} is no parameter, want one of [date, most]"),
                broken("deps: [one]", "deps: [three]", "11:11: task two depends on 'three'"),
                broken("default: 10", "default: ten", "8:11: parameter most is 'ten', want a whole number"),
                broken(
                        "{type: integer, default: 10}",
                        "{type: integer}",
                        "3:13: a workflow that starts by itself needs"),
                broken("name: one", "name: two", "14:11: task two is there twice"),
                broken("06:00", "6 o'clock", "5:13: deadline is '6 o'clock'"),
                broken("$SECRET{org2-key}", "$SECRET{other}", "13:14: $SECRET{other} is not among secrets"),
                broken("    command: echo", "    command: [echo", "no YAML: "),
                broken(
                        "fail_retry_times: 2",
                        "fail_retry_interval: 1",
                        "16:26: fail_retry_interval is 1, want 0: a scheduler of release 3.1 hangs"),
                broken("fail_retry_times: 2", "fail_retry_times: -1", "16:23: fail_retry_times is '-1'"));
    }

    static Stream<Arguments> brokenEngines() {
        return Stream.of(
                brokenEngine(
                        "task_type: SPARK", "task_type: Hive", "7:16: task_type is 'Hive', want Shell, Spark, Flink"),
                brokenEngine(
                        "parallelism: 2",
                        "num_executors: 2",
                        "17:20: a Flink task has no key 'num_executors', want one of ["),
                brokenEngine("driver_memory: 2g", "command: ls", "10:14: a Spark task has no key 'command'"),
                brokenEngine("    main_class: org.example.Main\n", "", "6:5: main_class is '', want a class"),
                brokenEngine(
                        "main_package: app.jar",
                        "main_package: /app.jar",
                        "9:19: main_package is '/app.jar', want a jar of the"),
                brokenEngine(
                        "driver_memory: 2g", "driver_memory: lots", "10:20: driver_memory is 'lots', want e.g. 2g"),
                brokenEngine("num_executors: 3", "num_executors: 0", "11:20: num_executors is 0, want 1 or more"),
                brokenEngine("${epoch}", "${epoc}", "12:16: ${epoc} is no parameter, want one of [epoch]"),
                brokenEngine(
                        "parallelism: 2",
                        "deploy_mode: cluster",
                        "17:18: deploy_mode of a Flink task is 'cluster', want local"),
                brokenEngine(
                        "--run $TRIBUTARY_RUN",
                        "--name x$TRIBUTARY_RUN",
                        "18:16: main_args of a Flink task has no word $TRIBUTARY_RUN, by which 'job cancel' finds"),
                brokenEngine("    main_args: --run $TRIBUTARY_RUN\n", "", "13:5: main_args of a Flink task has no"),
                brokenEngine("task_type: Flink", "task_type: Shell", "task flink has no command"));
    }

    private static Arguments brokenEngine(String good, String bad, String problem) {
        return Arguments.of(ENGINES.replace(good, bad), problem);
    }

    @ParameterizedTest
    @MethodSource("brokenEngines")
    void whatAnEngineDoesNotTakeNamesItsLine(String text, String problem) {
        assertThat(text).isNotEqualTo(ENGINES);
        assertThat(parse(text).problems())
                .extracting(Problem::toString)
                .anySatisfy(line -> assertThat(line).startsWith("w.yaml:").contains(problem));
    }

    @Test
    void aTaskOfAnEngineKeepsItsSettings() {
        Workflow workflow = parse(ENGINES).orThrow();
        assertThat(workflow.environment()).isEqualTo("big");
        assertThat(workflow.tasks()).extracting(Task::type).containsExactly(TaskType.SPARK, TaskType.FLINK);
        assertThat(workflow.tasks().get(0).settings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "main_class", "org.example.Main",
                        "main_package", "app.jar",
                        "program_type", "JAVA",
                        "deploy_mode", "local",
                        "driver_memory", "2g",
                        "num_executors", "3",
                        "main_args", "--epoch ${epoch}"));
    }

    private static Arguments broken(String good, String bad, String problem) {
        return Arguments.of(GOOD.replace(good, bad), problem);
    }

    @Test
    void aPauseBeforeTheNextAttemptIsZeroUnlessThePlaceTakesOthers() {
        String text = GOOD.replace("fail_retry_times: 2", "fail_retry_interval: 3");
        Parsed elsewhere = WorkflowReader.parse("w.yaml", text, secret -> true, WorkflowReader.RetryPauses.TAKEN);
        assertThat(elsewhere.orThrow().tasks())
                .extracting(Task::retryIntervalMinutes)
                .containsExactly(3, 0);
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void everyProblemNamesItsLine(String text, String problem) {
        Parsed parsed = parse(text);
        assertThat(text).isNotEqualTo(GOOD);
        assertThat(parsed.workflow()).isEmpty();
        assertThat(parsed.problems())
                .extracting(Problem::toString)
                .anySatisfy(line -> assertThat(line).startsWith("w.yaml:").contains(problem));
    }

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheFile() {
        String text = GOOD.replace("Europe/Berlin", "Mars").replace("${most}", "${least}");
        assertThat(parse(text).problems()).extracting(Problem::line).isEqualTo(List.of(4, 15));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 12 * * ?",
                "0 15 10 ? * MON-FRI",
                "0 0/5 14,18 * * ?",
                "0 15 10 L * ?",
                "0 15 10 ? * 6L 2026-2029",
                "0 15 10 ? * 6#3",
                "0 0 12 1/5 * ?",
                "0 11 11 11 11 ?",
                "0 15 10 LW * ? *"
            })
    void quartzOwnExamplesAreAccepted(String cron) {
        assertThat(new Cron(cron).text()).isEqualTo(cron);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0 0 24 * * ?",
                "0 0 12 * * *",
                "0 0 12 ? * ?",
                "60 0 12 * * ?",
                "0 0 12 32 * ?",
                "0 0 12 ? 13 MON",
                "0 0 12 ? * FUN",
                "0 5-1 12 * * ?",
                "0 0 12 * * ? 1969",
                "0 0/0 12 * * ?",
                "* *"
            })
    void whatQuartzRefusesIsRefused(String cron) {
        assertThatThrownBy(() -> new Cron(cron)).isInstanceOf(InvalidInputException.class);
    }
}
