// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.pipelines.PublishFixture.Batch;
import io.tributary.pipelines.PublishFixture.Item;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.Tags;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version is seen whole or not at all, wherever its writer stops and whoever else commits meanwhile. */
class PublishStageTest {
    private static final List<String> STEPS = List.of("writing v2", "checking v2");

    @TempDir
    static Path home;

    private static Configuration configuration;
    private static LakeCatalog lake;
    private static LakeSession session;
    private static PublishFixture fixture;

    @BeforeAll
    static void open() {
        configuration = Configuration.load(home);
        lake = LakeCatalog.open(configuration);
        LakeInit.run(lake);
        fixture = new PublishFixture(lake);
        session = LakeSession.open(configuration, "local[2]", "publish stage test");
    }

    @AfterAll
    static void close() {
        session.close();
        lake.close();
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void whatAStoppedWriterLeftNobodySeesAndTheNextOneWorksOnTopOfWhatOthersCommitted() {
        Batch alice = batch("stopped", "alice", "apple", "pear");
        Batch bob = batch("stopped", "bob", "pear", "plum", "fig");
        publish("stopped", 1, line -> {}, alice);
        State before = State.of("stopped");
        Consumer<String> stop = line -> {
            if (line.startsWith("publishing v2")) {
                throw new Stopped();
            }
        };
        assertThatThrownBy(() -> publish("stopped", 2, stop, bob)).isInstanceOf(Stopped.class);
        assertThat(State.of("stopped")).isEqualTo(before);
        assertThat(lake.datanet("stopped").refs()).as("left behind").containsKey("stage_v2");

        List<Long> commits = new ArrayList<>();
        Consumer<String> commit = line -> {
            if (line.startsWith("checking v2") && commits.isEmpty()) {
                // As compaction does, which is nothing but a commit to whoever publishes.
                Table table = lake.datanet("stopped");
                table.newFastAppend().commit();
                commits.add(table.currentSnapshot().snapshotId());
            }
        };
        JsonObject second = publish("stopped", 2, commit, bob);
        requireSecondVersion("stopped", second, alice, bob);
        Table table = lake.datanet("stopped");
        assertThat(table.snapshot(second.integer("snapshotId")).parentId()).isEqualTo(commits.get(0));
    }

    @Test
    @Tag("slow")
    void aProcessThatIsKilledAtAnyStepLeavesTheVersionBefore() throws Exception {
        Batch alice = batch("killed", "alice", "apple", "pear");
        Batch bob = batch("killed", "bob", "pear", "plum", "fig");
        publish("killed", 1, line -> {}, alice);
        State before = State.of("killed");
        for (String step : STEPS) {
            kill(request("killed", 2, bob), step);
            assertThat(State.of("killed")).as("killed at %s", step).isEqualTo(before);
        }
        requireSecondVersion("killed", publish("killed", 2, line -> {}, bob), alice, bob);
    }

    /** Runs the job in a process of its own, which ends by kill -9 when it says that it begins a step. */
    private static void kill(PublishRequest request, String step) throws IOException, InterruptedException {
        Path job = Files.write(home.resolve("job.json"), request.toJson().bytes());
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> !argument.startsWith("-javaagent"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PublishJob.class.getName()));
        command.addAll(List.of("--config", home.resolve("none.properties").toString(), "--home", home.toString()));
        command.addAll(List.of(
                "--job", job.toString(), "--result", home.resolve("result.json").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> said = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
                if (line.startsWith("progress: " + step)) {
                    // Which also closes what it says.
                    process.destroyForcibly();
                    break;
                }
            }
            assertThat(process.waitFor()).as("%s", said).isEqualTo(137);
        }
    }

    private static void requireSecondVersion(String datanet, JsonObject second, Batch first, Batch then) {
        PublishFixture.Expected expected = PublishFixture.publish(List.of(first, then));
        assertThat(second.hash("root")).isEqualTo(expected.root());
        assertThat(second.hash("duplicatesRoot")).isEqualTo(expected.duplicatesRoot());
        assertThat(lake.datanet(datanet).refs()).containsOnlyKeys("main", "v1", "v2");
        assertThat(lake.datanet(datanet).currentSnapshot().snapshotId()).isEqualTo(second.integer("snapshotId"));
        assertThat(ids(TableReader.of(lake.datanet(datanet))))
                .containsExactlyInAnyOrderElementsOf(expected.recordIds());
    }

    /** What readers can see. */
    private record State(Map<String, Long> tags, long current, List<String> records) {
        static State of(String datanet) {
            Table table = lake.datanet(datanet);
            return new State(Tags.list(table), table.currentSnapshot().snapshotId(), ids(TableReader.of(table)));
        }
    }

    private static List<String> ids(TableReader reader) {
        return reader.list().stream()
                .map((Row row) -> row.text(DatanetTables.RECORD_ID))
                .sorted()
                .toList();
    }

    private static Batch batch(String datanet, String contributor, String... texts) {
        List<Item> items = new ArrayList<>();
        for (String text : texts) {
            items.add(Item.of(contributor + "-" + items.size(), text));
        }
        Batch batch = new Batch(datanet, contributor, 0, items);
        fixture.ingest(batch);
        return batch;
    }

    private static PublishRequest request(String datanet, int version, Batch... batches) {
        List<Hash> roots = Stream.of(batches).map(Batch::root).toList();
        return new PublishRequest(
                datanet, version, roots, DuplicateRule.EXACT.id(), List.of(), RuleSet.OPEN, Optional.empty());
    }

    private static JsonObject publish(String datanet, int version, Consumer<String> progress, Batch... batches) {
        JobContext context = new JobContext(session.spark(), configuration, progress);
        return new PublishJob().run(context, request(datanet, version, batches).toJson());
    }
}
