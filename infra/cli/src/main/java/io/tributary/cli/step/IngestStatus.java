// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ingestion.Topic;
import io.tributary.ingestion.TopicEnds;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.TableReader;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** How far the ingestion is behind, what it refused, and how old its newest checkpoint is. */
public final class IngestStatus {
    private static final String CHECKPOINT = "_metadata";
    private static final int FOLDERS_DEEP = 4;

    private final Workspace workspace;
    private final Clock clock;

    /** Works in this workspace. */
    public IngestStatus(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    /** Looks; starts the embedded broker if it does not run, since only it knows how much waits. */
    public Report look() throws InterruptedException {
        Map<String, Long> done =
                new TreeMap<>(BronzeMarks.offsets(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE)));
        OptionalLong watermark = BronzeMarks.watermarkMillis(workspace.lake().table(BronzeTables.INFERENCES_TABLE));
        Map<String, Long> ends = TopicEnds.of(workspace.bootstrapServers());
        List<String> lines = new ArrayList<>();
        List<JsonObject> topics = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            long end = sum(ends, topic);
            long lag = end - sum(done, topic);
            lines.add(topic.id() + ": " + lag + " of " + end + " values wait");
            topics.add(JsonObject.nested()
                    .put("topic", topic.id())
                    .put("values", end)
                    .put("lag", lag)
                    .build());
        }
        Optional<Long> ageSeconds = checkpointAgeSeconds();
        lines.add(ageSeconds
                .map(seconds -> "newest checkpoint: " + seconds + " s old")
                .orElse("no checkpoint yet; 'tributary ingest run' makes one"));
        lines.add(
                watermark.isPresent()
                        ? "no receipt before " + watermark.getAsLong() + " follows"
                        : "no host has promised yet that its receipts are complete");
        Map<String, Long> rules = rules(workspace);
        rules.forEach((rule, items) -> lines.add("  refused by " + rule + ": " + items));
        JsonObject json = JsonObject.nested()
                .put("topics", topics)
                .put("checkpointAgeSeconds", ageSeconds.map(String::valueOf).orElse(""))
                .put("watermarkMillis", watermark.isPresent() ? Long.toString(watermark.getAsLong()) : "")
                .put(
                        "rules",
                        rules.entrySet().stream()
                                .map(rule -> JsonObject.nested()
                                        .put("rule", rule.getKey())
                                        .put("count", rule.getValue())
                                        .build())
                                .toList())
                .build();
        return Report.of(lines, json);
    }

    private static long sum(Map<String, Long> offsets, Topic topic) {
        return offsets.entrySet().stream()
                .filter(offset -> offset.getKey().startsWith(topic.id() + ":"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private Optional<Long> checkpointAgeSeconds() {
        Path folder = workspace.home().folder().resolve("flink");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        NewestCheckpoint newest = new NewestCheckpoint();
        try {
            Files.walkFileTree(folder, Set.of(), FOLDERS_DEEP, newest);
        } catch (IOException e) {
            throw new UnavailableException("can't look into " + folder + ": " + e.getMessage(), e);
        }
        return newest.millis > 0
                ? Optional.of(Math.max(0, (clock.millis() - newest.millis) / 1_000))
                : Optional.empty();
    }

    /** A running job makes and removes checkpoints while we look: what is gone meanwhile is none. */
    private static final class NewestCheckpoint extends SimpleFileVisitor<Path> {
        private long millis;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.endsWith(CHECKPOINT)) {
                millis = Math.max(millis, attributes.lastModifiedTime().toMillis());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            return skipGone(failure);
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            return failure == null ? FileVisitResult.CONTINUE : skipGone(failure);
        }

        private static FileVisitResult skipGone(IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    /** Refused items by rule. */
    static Map<String, Long> rules(Workspace workspace) {
        Map<String, Long> rules = new TreeMap<>();
        TableReader.of(workspace.lake().table(BronzeTables.REJECTIONS_TABLE))
                .select(BronzeTables.RULE, BronzeTables.ITEMS)
                .forEach(row -> rules.merge(row.text(BronzeTables.RULE), row.number(BronzeTables.ITEMS), Long::sum));
        return rules;
    }
}
