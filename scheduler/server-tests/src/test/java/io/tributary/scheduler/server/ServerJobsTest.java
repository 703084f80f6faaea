// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is promised of jobs, on a real DolphinScheduler 3.1.1 server: keys, days, schedules, and what goes wrong. */
@Tag("slow")
class ServerJobsTest {
    private static final String PROJECT = "server-jobs";

    private static DolphinServer server;
    private static Path home;
    private static Path folder;

    @BeforeAll
    static void startOrSkip() throws IOException, InterruptedException {
        server = SharedServer.orSkip();
        home = SharedServer.home(PROJECT, server.token());
        folder = SharedServer.folder("files");
    }

    private static Path workflow(String name, String head, String... commands) throws IOException {
        StringBuilder text = new StringBuilder("workflow:\n  name: " + name + "\n" + head + "tasks:\n");
        for (int i = 0; i < commands.length; i++) {
            text.append("  - name: t").append(i).append('\n');
            text.append(i == 0 ? "" : "    deps: [t" + (i - 1) + "]\n");
            text.append("    command: |\n      ")
                    .append(commands[i].replace("\n", "\n      "))
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name + ".yaml"), text);
    }

    @Test
    void theRecordedInterfaceIsTheRunningServers() throws Exception {
        JsonNode paths = interfaceDocument();
        Map<String, Set<String>> live = new TreeMap<>();
        paths.fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(verb -> {
                    Set<String> names = new TreeSet<>();
                    verb.getValue()
                            .path("parameters")
                            .forEach(one -> names.add(one.path("name").asText()
                                    + (one.path("required").asBoolean() ? "" : "?")));
                    live.put(
                            verb.getKey().toUpperCase(java.util.Locale.ROOT) + " "
                                    + path.getKey()
                                            .replace("/dolphinscheduler", "")
                                            .replaceAll("\\{[^}]*}", "{}"),
                            names);
                }));
        List<String> recorded = Files.readAllLines(
                Ran.REPOSITORY.resolve("scheduler/src/test/resources/io/tributary/scheduler/client/api-3.1.1.txt"));
        int compared = 0;
        for (String line : recorded) {
            if (!line.startsWith("#")) {
                String[] words = line.split(" ");
                assertThat(live).containsKey(words[0] + " " + words[1]);
                assertThat(live.get(words[0] + " " + words[1]))
                        .as(line)
                        .containsAll(List.of(words).subList(2, words.length));
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(80);
    }

    /** It is there some seconds after the rest of the server. */
    private static JsonNode interfaceDocument() throws Exception {
        for (int trial = 0; trial < 60; trial++) {
            JsonNode document = server.call("GET", "/v3/api-docs", Map.of("group", "v1(current)"));
            if (document.has("paths")) {
                return document.path("paths");
            }
            Thread.sleep(500);
        }
        throw new AssertionError("the server shows no description of its interface");
    }

    @Test
    void oneKeyIsOneRunHoweverOftenAndAtOnce() throws Exception {
        Path out = folder.resolve("keyed.out");
        Path file = workflow("keyed", "", "sleep 1\necho x >> " + out);
        Ran.of(home, "job", "apply", file.toString()).expect(0);
        Ran.Started one = Ran.start(home, "job", "run", file.toString(), "--key", "k", "--json");
        Ran.Started two = Ran.start(home, "job", "run", file.toString(), "--key", "k", "--json");
        Set<String> ids = new TreeSet<>();
        for (Ran ran : List.of(
                one.await(), two.await(), Ran.of(home, "job", "run", file.toString(), "--key", "k", "--json"))) {
            ids.add(ran.expect(0).json().at("/run/id").asText());
        }
        assertThat(ids).hasSize(1);
        Ran.of(home, "job", "watch", "keyed", "k").expect(0);
    }

    @Test
    void aBackfillRunsExactlyTheWantedDays() throws Exception {
        Path out = folder.resolve("days.out");
        Path file = workflow(
                "days",
                "  param:\n    date: {type: date}\n",
                "echo ${date} >> " + out,
                "test ! -e " + folder.resolve("broken") + "-${date}");
        Files.createFile(folder.resolve("broken-2026-01-03"));
        Files.createFile(folder.resolve("broken-2026-01-07"));
        Ran.of(home, "job", "apply", file.toString()).expect(0);
        String[] words = {"job", "backfill", file.toString(), "--from", "2026-01-01", "--to", "2026-01-10", "--json"};
        Ran dry = Ran.of(home, with(words, "--dry-run")).expect(0);
        assertThat(count(dry, "action", "start")).isEqualTo(10);
        assertThat(out).doesNotExist();

        Ran first = Ran.of(home, with(words, "--parallel", "4")).expect(1);
        assertThat(count(first, "after", "succeeded")).isEqualTo(8);
        assertThat(Files.readAllLines(out)).hasSize(10).doesNotHaveDuplicates();
        Files.delete(folder.resolve("broken-2026-01-03"));
        Files.delete(folder.resolve("broken-2026-01-07"));

        String[] more = {"job", "backfill", file.toString(), "--from", "2025-12-30", "--to", "2026-01-10", "--json"};
        Ran missing = Ran.of(home, with(more, "--mode", "missing")).expect(1);
        assertThat(days(missing, "start")).containsExactly("2025-12-30", "2025-12-31");
        assertThat(Files.readAllLines(out)).hasSize(12).doesNotHaveDuplicates();

        Ran failed = Ran.of(home, with(words, "--mode", "failed")).expect(0);
        assertThat(days(failed, "retry")).containsExactly("2026-01-03", "2026-01-07");
        assertThat(Files.readAllLines(out))
                .as("what succeeded is not done again")
                .hasSize(12);
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static long count(Ran ran, String field, String value) {
        long count = 0;
        for (JsonNode day : ran.json().path("days")) {
            count += day.path(field).asText().equals(value) ? 1 : 0;
        }
        return count;
    }

    private static List<String> days(Ran ran, String action) {
        List<String> days = new ArrayList<>();
        for (JsonNode day : ran.json().path("days")) {
            if (day.path("action").asText().equals(action)) {
                days.add(day.path("date").asText());
            }
        }
        return days;
    }

    @Test
    void editingAScheduledWorkflowKeepsItsSchedule() throws Exception {
        String schedule = "  schedule: \"0 30 1 * * ? *\"\n  timezone: Europe/Berlin\n";
        Path file = workflow("scheduled", schedule, "echo one");
        Ran.of(home, "job", "apply", file.toString()).expect(0);
        JsonNode before = schedule("scheduled");
        Ran.of(home, "job", "apply", workflow("scheduled", schedule, "echo two").toString())
                .expect(0);
        assertThat(schedule("scheduled")).isEqualTo(before);
        assertThat(before.path("releaseState").asText()).isEqualTo("ONLINE");
        // A file that says nothing of a schedule leaves alone the one that is there.
        Ran.of(home, "job", "apply", workflow("scheduled", "", "echo three").toString())
                .expect(0);
        assertThat(schedule("scheduled")).isEqualTo(before);
        Path edited = workflow("scheduled", "", "echo four");
        assertThat(Ran.of(home, "job", "plan", edited.toString(), "--json")
                        .expect(0)
                        .json()
                        .path("changes"))
                .hasSize(2);
        workflow("scheduled", "", "echo three");
        Ran again =
                Ran.of(home, "job", "apply", folder.resolve("scheduled.yaml").toString(), "--json");
        assertThat(again.expect(0).json().path("changes")).isEmpty();
    }

    private static long code(long project, String workflow) throws Exception {
        return server.call(
                        "GET", "/projects/" + project + "/process-definition/query-by-name", Map.of("name", workflow))
                .at("/processDefinition/code")
                .asLong();
    }

    private static long project() throws Exception {
        return server.call("GET", "/projects", Map.of("pageNo", 1, "pageSize", 10, "searchVal", PROJECT))
                .at("/totalList/0/code")
                .asLong();
    }

    private static JsonNode schedule(String workflow) throws Exception {
        long project = project();
        Map<String, Object> form =
                new HashMap<>(Map.of("pageNo", 1, "pageSize", 10, "processDefinitionCode", code(project, workflow)));
        JsonNode list =
                server.call("GET", "/projects/" + project + "/schedules", form).path("totalList");
        Map<String, String> kept = new TreeMap<>();
        for (String field : List.of("crontab", "timezoneId", "startTime", "endTime", "releaseState")) {
            kept.put(field, list.path(0).path(field).asText());
        }
        return new com.fasterxml.jackson.databind.ObjectMapper().valueToTree(kept);
    }

    @Test
    void retryGoesOnAndRerunStartsAgain() throws Exception {
        Path out = folder.resolve("repaired.out");
        Path flag = folder.resolve("repaired.flag");
        Path values = folder.resolve("repaired.values");
        Path file = workflow(
                "repaired",
                "  param:\n    word: none\n",
                "echo first >> " + out,
                "echo ${word} >> " + values + "\necho error: no flag >&2\ntest -e " + flag);
        Ran.of(home, "job", "apply", file.toString()).expect(0);
        Ran.of(home, "job", "run", file.toString(), "--key", "k", "--param", "word=given")
                .expect(0);
        assertThat(Ran.of(home, "job", "watch", "repaired", "k").expect(1).sentence())
                .contains("run k of repaired is failed: task t1 failed: no flag");
        Files.createFile(flag);
        Ran.of(home, "job", "retry", "repaired", "k");
        Ran.of(home, "job", "watch", "repaired", "k").expect(0);
        assertThat(Files.readAllLines(out)).hasSize(1);
        assertThat(Ran.of(home, "job", "retry", "repaired", "k").expect(4).sentence())
                .contains("succeeded");
        Ran.of(home, "job", "rerun", "repaired", "k");
        Ran.of(home, "job", "watch", "repaired", "k").expect(0);
        assertThat(Files.readAllLines(out)).hasSize(2);
        assertThat(Files.readAllLines(values)).containsExactly("given", "given", "given");
        assertThat(Ran.of(home, "job", "logs", "repaired", "k", "--task", "t0")
                        .expect(0)
                        .out())
                .contains("== t0 succeeded")
                .contains("FINALIZE_SESSION");
    }

    @Test
    void aRunsOutcomeIsWhatItsStepsWroteAndNotWhatTheServerSays() throws Exception {
        Path file = workflow("recorded", "", "tributary job list");
        Ran.of(home, "job", "apply", file.toString()).expect(0);
        Ran.of(home, "job", "run", file.toString(), "--key", "k").expect(0);
        JsonNode run = Ran.of(home, "job", "watch", "recorded", "k", "--json")
                .expect(0)
                .json();
        Path row = home.resolve("outcomes/recorded/k/t0.row.json");
        String written = Files.readString(row);
        assertThat(written).contains("\"exit\":0");

        Files.delete(row);
        assertThat(Ran.of(home, "job", "watch", "recorded", "k").expect(1).sentence())
                .contains("calls it a success, but no step wrote that it is done: t0");
        Files.writeString(row, written);

        server.call(
                "DELETE",
                "/projects/" + project() + "/process-instances/"
                        + run.at("/run/id").asText(),
                Map.of());
        JsonNode lost = Ran.of(home, "job", "watch", "recorded", "k", "--json")
                .expect(0)
                .json();
        assertThat(lost.at("/run/id").asText()).isEqualTo("0");
        assertThat(lost.at("/run/state").asText()).isEqualTo("succeeded");
        Ran again = Ran.of(home, "job", "run", file.toString(), "--key", "k", "--json");
        assertThat(again.expect(0).json().at("/run/id").asText())
                .as("nothing is started")
                .isEqualTo("0");
    }

    @Test
    void watchEndsWithTheTruthAlthoughTheServerWasKilled() throws Exception {
        Path out = folder.resolve("outlived.out");
        Path file = workflow("outlived", "", "sleep 5\necho one >> " + out, "echo two >> " + out);
        Path bad = workflow("outlived-badly", "", "sleep 5", "exit 7");
        for (Path one : List.of(file, bad)) {
            Ran.of(home, "job", "apply", one.toString()).expect(0);
            Ran.of(home, "job", "run", one.toString(), "--key", "k").expect(0);
        }
        Ran.Started watch = Ran.start(home, "job", "watch", "outlived", "k");
        Ran.Started watchBad = Ran.start(home, "job", "watch", "outlived-badly", "k");
        server.kill();
        assertThat(Ran.of(home, "job", "list").expect(3).sentence())
                .contains("no scheduler answers at " + server.address());
        server.restart();
        assertThat(watch.await().expect(0).out()).contains("t1 succeeded");
        assertThat(Files.readAllLines(out)).contains("one").endsWith("two");
        assertThat(watchBad.await().expect(1).sentence()).contains("task t1 failed");
    }

    @Test
    void whatIsWrongIsOneSentenceAndItsExitCode() throws Exception {
        Path file = workflow("wrong", "  worker_group: gpu\n", "echo");
        assertThat(Ran.of(home, "job", "apply", file.toString()).expect(2).sentence())
                .contains("no worker group gpu, want one of [default]");
        Path expired = SharedServer.home(PROJECT, server.expiredToken());
        assertThat(Ran.of(expired, "job", "list").expect(3).sentence())
                .contains("does not accept the token (HTTP 401)");
        assertThat(Ran.of(home, "job", "watch", "nothing", "k").expect(3).sentence())
                .contains("no workflow nothing in project " + PROJECT);
        Path broken = Files.writeString(
                folder.resolve("broken.yaml"), Files.readString(file).replace("worker_group", "workers"));
        Ran validated = Ran.of(home, "job", "validate", broken.toString()).expect(2);
        assertThat(validated.out()).startsWith(broken + ":3:3: unknown key 'workers'");
        Ran.of(home, "job", "doctor").expect(0);
    }
}
