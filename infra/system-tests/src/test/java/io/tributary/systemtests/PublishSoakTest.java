// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One lake on PostgreSQL, and some who do not wait for each other: a Flink job that goes on appends what contributors send, Spark publishes
 * it, maintenance compacts and expires, and readers ask the embedded server and, where it is to be had, Trino.
 * {@code -Dsoak.seconds=120} makes it shorter than ten minutes, {@code -Dtributary.trino.folder} names where Trino is.
 */
@Tag("slow")
class PublishSoakTest {
    private static final String SLUG = "soak";
    private static final long SEED = 29;
    private static final int LINES = 6;
    private static final int WORDS = 12;
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("soak.seconds", 600));

    /** A command that reads what maintenance expires must have ended by then, on a busy machine too. */
    private static final String IN_USE = "4m";

    private static final int CONFLICT = 4;
    private static final int UNAVAILABLE = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> MAINTAINED = List.of(
            "bronze.contributions", "bronze.batches", "datanets.duplicates", "registry.versions", "datanets." + SLUG);
    private static final int SALT = 10;
    private static final String COLUMNS = "record_id, datanet, contributor, kind, parent, batch_root,"
            + " cast(item_index as string), licence, array_join(consent, ','), expires, salt, title, label, text";

    /** The same in Trino's words, and without the salts, which it shows to nobody. */
    private static final String TRINO_COLUMNS =
            COLUMNS.replace("as string", "as varchar").replace(" salt,", "");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    private Path home;
    private LakeReader reader;
    private Optional<LakeReader> trino = Optional.empty();
    private long end;
    private volatile boolean failed;

    private final Random random = new Random(SEED);
    private final List<String> texts = new ArrayList<>();
    private int sent;
    private final Map<Integer, String> published = new ConcurrentHashMap<>();
    private final Map<Integer, Set<String>> rows = new ConcurrentHashMap<>();
    private final Set<String> newest = new HashSet<>();
    private final Set<Integer> lookedAtInTrino = new HashSet<>();
    private final Set<Set<String>> newestInTrino = new HashSet<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger compacted = new AtomicInteger();
    private final AtomicInteger expired = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();

    @Test
    void nothingIsLostAndNoReaderSeesHalfAVersionWhileOthersAppendPublishAndMaintain() throws Exception {
        try (PostgresqlServer server = PostgresqlServer.start(folder)) {
            home = Files.createDirectories(folder.resolve("home"));
            // Four others work on the same machine, so that a statement may have to wait.
            List<String> settings =
                    new ArrayList<>(List.of("sql-server.statement-timeout=15m", "ingest.checkpoint-interval=5s"));
            server.settings().forEach((key, value) -> settings.add(key + "=" + value));
            Files.write(home.resolve("tributary.properties"), settings);
            json("datanet", "create", SLUG, "--title", "Soak", "--licence", "CC0-1.0", "--duplicates", "exact/v1");
            contribute();
            json("ingest", "run");
            publish();
            try (RunningCommand job = tributary("ingest", "run", "--follow").start();
                    LakeReader embedded = LakeReader.embedded(home);
                    LakeReader second = LakeReader.trino(server, home)) {
                reader = embedded;
                trino = Optional.ofNullable(second);
                end = System.nanoTime() + LENGTH.toNanos();
                List<Callable<Void>> steps =
                        new ArrayList<>(List.of(this::contribute, this::publish, this::maintain, this::look));
                trino.ifPresent(there -> steps.add(this::lookInTrino));
                all(steps);
                assertThat(job.handle().isAlive()).as(job.soFar().describe()).isTrue();
                job.handle().destroy();
                job.await();
                json("ingest", "run");
                publish();
                maintain();
                requireAll();
            }
        }
    }

    /** Each does its step again and again until the time is over or somebody fails. */
    private void all(List<Callable<Void>> steps) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(steps.size());
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (Callable<Void> step : steps) {
                running.add(threads.submit(() -> repeat(step)));
            }
            for (Future<Void> one : running) {
                one.get();
            }
        } finally {
            failed = true;
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.MINUTES)).isTrue();
        }
    }

    private Void repeat(Callable<Void> step) throws Exception {
        try {
            while (!failed && System.nanoTime() < end) {
                step.call();
            }
            return null;
        } catch (Exception | AssertionError e) {
            failed = true;
            throw e;
        }
    }

    /** Sends some lines, of which every third has a text that was sent before. */
    private Void contribute() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < LINES; at++) {
            boolean old = at % 3 == 2 && !texts.isEmpty();
            String text = old ? texts.get(random.nextInt(texts.size())) : words();
            texts.add(text);
            lines.add(JSON.createObjectNode()
                    .put("contributor", "c" + random.nextInt(3))
                    .put("document", "d-" + sent)
                    .put("title", "d-" + sent)
                    .put("label", "a")
                    .put("text", text)
                    .toString());
            sent++;
        }
        Path file = Files.write(home.resolve("lines-" + sent + ".jsonl"), lines);
        json("contribute", SLUG, file.toString(), "--consent", "training");
        return null;
    }

    private String words() {
        StringBuilder text = new StringBuilder();
        for (int word = 0; word < WORDS; word++) {
            text.append(word == 0 ? "" : " ").append("word").append(random.nextInt(5000));
        }
        return text.toString();
    }

    private Void publish() {
        Outcome outcome = tributary("datanet", "publish", SLUG, "--json").run();
        // Maintenance was quicker three times, or half of a batch is there: as an operator would, run it again.
        boolean halfIn = outcome.exitCode() == UNAVAILABLE && outcome.err().contains("partly ingested");
        if (outcome.exitCode() == CONFLICT || halfIn) {
            again.incrementAndGet();
            return null;
        }
        JsonNode version = outcome.expect(0).json();
        String root = version.get("root").asText();
        String before = published.putIfAbsent(version.get("version").asInt(), root);
        assertThat(before).as("root of %s", version).isIn(null, root);
        return null;
    }

    private Void maintain() {
        List<String> words = new ArrayList<>(List.of("lake", "maintain", "--older-than", IN_USE, "--apply", "--json"));
        words.addAll(MAINTAINED);
        Outcome outcome = tributary(words.toArray(String[]::new)).run();
        if (outcome.exitCode() == CONFLICT) {
            again.incrementAndGet();
            return null;
        }
        outcome.expect(0).json().get("tables").forEach(table -> {
            compacted.addAndGet(table.get("files").asInt());
            expired.addAndGet(table.get("snapshotsExpired").asInt());
        });
        return null;
    }

    /** The versions that were not looked at yet, and what a reader who names no version sees. */
    private Void look() {
        for (Map.Entry<Integer, String> version : new TreeMap<>(published).entrySet()) {
            if (!rows.containsKey(version.getKey())) {
                rows.put(version.getKey(), requireWhole(version.getKey(), version.getValue()));
            }
        }
        newest.add(root(reader.ask("select " + COLUMNS + " from datanets." + SLUG)));
        looks.incrementAndGet();
        return null;
    }

    /** The rows of a version without their salts; together with the salts they have the version's root. */
    private Set<String> requireWhole(int version, String root) {
        List<String> lines =
                reader.ask("select " + COLUMNS + " from datanets." + SLUG + " for version as of 'v" + version + "'");
        assertThat(root(lines)).as("root of v%s as read", version).isEqualTo(root);
        return lines.stream().map(PublishSoakTest::withoutSalt).collect(Collectors.toSet());
    }

    private static String withoutSalt(String line) {
        List<String> values = new ArrayList<>(List.of(line.split("\t", -1)));
        values.remove(SALT);
        return String.join("\t", values);
    }

    /** Trino shows of each version the rows that the other reader, who sees the salts, has the root of. */
    private Void lookInTrino() {
        for (Map.Entry<Integer, Set<String>> version : new TreeMap<>(rows).entrySet()) {
            if (lookedAtInTrino.add(version.getKey())) {
                requireInTrino(version.getKey(), version.getValue());
            }
        }
        newestInTrino.add(Set.copyOf(trino.orElseThrow().ask("select " + TRINO_COLUMNS + " from datanets." + SLUG)));
        return null;
    }

    private void requireInTrino(int version, Set<String> want) {
        assertThat(trino.orElseThrow()
                        .ask("select " + TRINO_COLUMNS + " from datanets." + SLUG + " for version as of 'v" + version
                                + "'"))
                .as("v%s in Trino", version)
                .containsExactlyInAnyOrderElementsOf(want);
    }

    private void requireAll() {
        System.out.println("soak, seed " + SEED + ": " + published.size() + " versions, " + sent + " items, " + looks
                + " looks, " + newestInTrino.size() + " states seen in Trino, " + compacted + " files compacted, "
                + expired + " snapshots expired, " + again
                + " commands run again");
        json("ingest", "audit");
        assertThat(reader.ask("select cast(count(*) as string), cast(count(distinct record_id) as string) from"
                        + " bronze.contributions where datanet = '" + SLUG + "'"))
                .as("items in bronze")
                .containsExactly(sent + "\t" + sent);
        published.forEach((version, root) -> rows.put(version, requireWhole(version, root)));
        if (trino.isPresent()) {
            rows.forEach(this::requireInTrino);
            assertThat(rows.values()).as("what readers saw in Trino").containsAll(newestInTrino);
        }
        int last = published.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        assertThat(published).as("every version up to the last").hasSize(last);
        assertThat(reader.ask("select distinct text from datanets." + SLUG))
                .as("texts of v%s", last)
                .containsExactlyInAnyOrderElementsOf(new HashSet<>(texts));
        assertThat(published.values()).as("what readers saw").containsAll(newest);
        assertThat(looks).hasPositiveValue();
        assertThat(last).as("versions").isGreaterThan(1);
    }

    /** The root over rows of {@link #COLUMNS}, each hashed from what the reader sees of it. */
    private static String root(List<String> lines) {
        Map<String, Hash> leaves = new TreeMap<>();
        for (String line : lines) {
            String[] row = line.split("\t", -1);
            Content content = new Content(row[SALT], row[11], row[12], row[13]);
            DatanetRecord record = new DatanetRecord(
                    row[0],
                    row[1],
                    row[2],
                    row[3],
                    row[4],
                    Hash.ofHex(row[5]),
                    Integer.parseInt(row[6]),
                    row[7],
                    List.of(row[8].split(",")),
                    row[9],
                    content.leafHash());
            assertThat(leaves.put(row[0], record.leafHash())).as(row[0]).isNull();
        }
        return MerkleTree.ofLeafHashes(new ArrayList<>(leaves.values())).root().hex();
    }

    private Command tributary(String... arguments) {
        return Command.tributary(arguments).at(home);
    }

    private JsonNode json(String... arguments) {
        return tributary(arguments).with("--json").run().expect(0).json();
    }
}
