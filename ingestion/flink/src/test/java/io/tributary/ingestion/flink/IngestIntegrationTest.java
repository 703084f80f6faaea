// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.Contributions;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.IngestAudit;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real broker and the real job as processes, killed at bad moments, and then every item accounted for. */
class IngestIntegrationTest {
    private static final int READY_SECONDS = 60;
    private static final int DRAIN_SECONDS = 120;
    private static final int BATCHES = 150;
    private static final int ITEMS = 50;

    private final Map<String, Long> expectedItemsOfRule = new TreeMap<>();

    @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS)
    private Path home;

    @Test
    void accountsForEveryItemOnceThoughJobAndBrokerAreKilled() throws Exception {
        try (LakeCatalog lake = newLake()) {
            ChildProcess broker = ChildProcess.broker(home);
            awaitBroker(broker);
            plantAndSend();
            killJobAfterItsFirstCommit(lake);
            broker = killBrokerUnderTheJob(lake, broker);
            JsonObject drained = drain("drained");
            assertThat(drained.text("offsets")).startsWith("contributions:0=");
            assertAllAccountedFor(lake);
            assertNothingNewMakesNoSnapshot(lake);
            assertRetransmissionIsRefused(lake);
            assertNothingReadableLeaked();
            broker.kill();
        }
    }

    private LakeCatalog newLake() throws IOException {
        Properties properties = new Properties();
        properties.setProperty("ingest.checkpoint-interval", "500ms");
        properties.setProperty("ingest.items-max", Integer.toString(PlantedInput.ITEMS_MAX));
        try (java.io.Writer writer = Files.newBufferedWriter(home.resolve(Configuration.FILE_NAME))) {
            properties.store(writer, null);
        }
        LakeCatalog lake = LakeCatalog.open(Configuration.load(home));
        LakeInit.run(lake);
        SampleNetwork.register(lake);
        return lake;
    }

    private void awaitBroker(ChildProcess broker) throws InterruptedException {
        Path address = home.resolve("kafka/broker.properties");
        await(READY_SECONDS, () -> {
            assertThat(broker.alive()).as(broker.words()).isTrue();
            return Files.exists(address) && broker.alive() && isOf(address);
        });
    }

    /** A file that a killed broker left behind names another process. */
    private static boolean isOf(Path address) {
        try {
            Properties properties = new Properties();
            properties.load(Files.newBufferedReader(address));
            long pid = Long.parseLong(properties.getProperty("process.id", "-1"));
            return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
        } catch (IOException e) {
            return false;
        }
    }

    private String bootstrapServers() throws IOException {
        Properties properties = new Properties();
        properties.load(Files.newBufferedReader(home.resolve("kafka/broker.properties")));
        return properties.getProperty("bootstrap.servers");
    }

    private Path result(String name) {
        return home.resolve("run").resolve(name + ".json");
    }

    /** Bad input lies between good batches, so that a stumble over it would show. */
    private void plantAndSend() throws IOException {
        List<PlantedInput> planted = new ArrayList<>(PlantedInput.all("planted"));
        BatchSigner alice = SampleNetwork.signer("alice");
        BatchSigner host = SampleNetwork.signer("gpu1");
        try (ContributionClient client = client()) {
            for (int i = 0; i < BATCHES; i++) {
                List<ContributionDraft> drafts = SampleNetwork.drafts("a" + i, ITEMS);
                String datanet = i % 3 == 0 ? SampleNetwork.FASHION : SampleNetwork.SPEECHES;
                client.contribute(alice, datanet, drafts, SampleNetwork.seal("alice"));
                if (i % 10 == 0) {
                    client.report(host, List.of(SampleNetwork.inference(host, i, "q" + i)), i);
                }
                if (!planted.isEmpty()) {
                    plant(client, planted.remove(0));
                }
            }
            plantStateful(client);
            client.report(host, List.of(), 4_000);
        }
        assertThat(planted).isEmpty();
    }

    private ContributionClient client() throws IOException {
        return ContributionClient.open(
                bootstrapServers(), home.resolve("outbox"), new BatchLimits(PlantedInput.BYTES_MAX, ITEMS));
    }

    private void plant(ContributionClient client, PlantedInput planted) {
        client.sendRaw(
                planted.topic().equals(Topics.INFERENCES) ? Topic.INFERENCES : Topic.CONTRIBUTIONS,
                "planted",
                planted.value());
        expect(planted.rule(), planted.items());
    }

    /** Input that is wrong only because of what came before it. */
    private void plantStateful(ContributionClient client) {
        BatchSigner bob = SampleNetwork.signer("bob");
        BatchSigner host = SampleNetwork.signer("gpu1");
        Contributions first = SampleNetwork.batch(bob, SampleNetwork.SPEECHES, 0, SampleNetwork.drafts("b", 4));
        client.sendRaw(Topic.CONTRIBUTIONS, "bob", first.bytes());
        client.sendRaw(Topic.CONTRIBUTIONS, "bob", first.bytes());
        expect(Rule.BATCH_DUPLICATE, 4);
        Contributions replay = SampleNetwork.batch(bob, SampleNetwork.SPEECHES, 0, SampleNetwork.drafts("c", 3));
        client.sendRaw(Topic.CONTRIBUTIONS, "bob", replay.bytes());
        expect(Rule.SEQUENCE_REPLAYED, 3);
        List<ContributionDraft> halfKnown = new ArrayList<>(SampleNetwork.drafts("b", 2));
        halfKnown.addAll(SampleNetwork.drafts("d", 5));
        client.sendRaw(
                Topic.CONTRIBUTIONS,
                "bob",
                SampleNetwork.batch(bob, SampleNetwork.SPEECHES, 1, halfKnown).bytes());
        expect(Rule.RECORD_DUPLICATE, 2);
        client.sendRaw(
                Topic.INFERENCES,
                "gpu1",
                SampleNetwork.receipts(host, 1_000, 0, SampleNetwork.inference(host, 600, "q0"))
                        .bytes());
        expect(Rule.RECEIPT_DUPLICATE, 1);
    }

    private void expect(Rule rule, long items) {
        expectedItemsOfRule.merge(rule.id(), items, Long::sum);
    }

    private void killJobAfterItsFirstCommit(LakeCatalog lake) throws InterruptedException {
        try (ChildProcess job = ChildProcess.drain(home, result("killed"))) {
            awaitCommit(lake, job);
            job.kill();
        }
        assertThat(result("killed")).doesNotExist();
    }

    /** The job may live through it or end with exit code 3; either way nothing may get lost or doubled. */
    private ChildProcess killBrokerUnderTheJob(LakeCatalog lake, ChildProcess broker) throws InterruptedException {
        try (ChildProcess job = ChildProcess.drain(home, result("unserved"))) {
            awaitCommit(lake, job);
            broker.kill();
            ChildProcess successor = ChildProcess.broker(home);
            awaitBroker(successor);
            assertThat(job.await(DRAIN_SECONDS)).as(job.words()).isIn(0, 3);
            return successor;
        }
    }

    private static void awaitCommit(LakeCatalog lake, ChildProcess job) throws InterruptedException {
        BronzeProgress bronze = new BronzeProgress(lake);
        long before = bronze.snapshotId(BronzeTables.CONTRIBUTIONS_TABLE);
        await(READY_SECONDS, () -> {
            boolean committed = bronze.snapshotId(BronzeTables.CONTRIBUTIONS_TABLE) != before;
            assertThat(committed || job.alive()).as(job.words()).isTrue();
            return committed;
        });
    }

    private JsonObject drain(String name) throws Exception {
        long start = System.nanoTime();
        try (ChildProcess job = ChildProcess.drain(home, result(name))) {
            assertThat(job.await(DRAIN_SECONDS)).as(job.words()).isZero();
        }
        System.out.println(name + " took " + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        return CanonicalJson.parse(Files.readAllBytes(result(name)), Integer.MAX_VALUE);
    }

    private void assertAllAccountedFor(LakeCatalog lake) throws Exception {
        List<Row> rows = TableReader.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).list();
        Set<String> ids = new HashSet<>();
        rows.forEach(row -> ids.add(row.text(BronzeTables.RECORD_ID)));
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < BATCHES; i++) {
            SampleNetwork.drafts("a" + i, ITEMS).forEach(draft -> expected.add(draft.recordId()));
        }
        SampleNetwork.drafts("b", 4).forEach(draft -> expected.add(draft.recordId()));
        SampleNetwork.drafts("d", 5).forEach(draft -> expected.add(draft.recordId()));
        assertThat(ids).isEqualTo(expected);
        assertThat(rows).hasSize(expected.size());
        for (Row row : rows) {
            assertOpens(row);
        }
        assertThat(TableReader.of(lake.table(BronzeTables.INFERENCES_TABLE)).list())
                .extracting(row -> row.text(BronzeTables.RECEIPT_ID))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.iterate(0, i -> i < BATCHES, i -> i + 10).map(i -> "q" + i).toList());
        assertRejections(lake);
        assertThat(BronzeMarks.watermarkMillis(lake.table(BronzeTables.INFERENCES_TABLE))).hasValue(4_000);
        assertThat(IngestAudit.contributions(lake).findings()).isEmpty();
        assertThat(IngestAudit.inferences(lake).findings()).isEmpty();
    }

    private static void assertOpens(Row row) {
        String recordId = row.text(BronzeTables.RECORD_ID);
        String owner = row.text(BronzeTables.CONTRIBUTOR);
        byte[] plain = SampleNetwork.seal(owner).key().open(recordId, row.bytes(BronzeTables.PAYLOAD));
        Content content = Content.of(CanonicalJson.parse(plain, Integer.MAX_VALUE));
        assertThat(content.title()).isEqualTo("Title of " + recordId);
        assertThat(row.texts(BronzeTables.CONSENT)).containsExactly("research", "training");
    }

    private void assertRejections(LakeCatalog lake) throws IOException {
        List<Row> rows = TableReader.of(lake.table(BronzeTables.REJECTIONS_TABLE)).list();
        Map<String, Long> itemsOfRule = new TreeMap<>();
        List<String> inTable = new ArrayList<>();
        for (Row row : rows) {
            itemsOfRule.merge(row.text(BronzeTables.RULE), row.number(BronzeTables.ITEMS), Long::sum);
            inTable.add(row.text(BronzeTables.RULE) + "@" + row.text(BronzeTables.TOPIC)
                    + row.number(BronzeTables.KAFKA_OFFSET) + ":" + row.text(BronzeTables.COMMITMENT));
        }
        assertThat(itemsOfRule).isEqualTo(expectedItemsOfRule);
        List<String> letters = new ArrayList<>();
        for (byte[] value : deadLetters()) {
            JsonObject letter = CanonicalJson.parse(value, Integer.MAX_VALUE).require(
                    Rejection.TYPE, "rule", "reason", "topic", "partition", "offset", "items", "signer", "commitment", "appendedAt");
            letters.add(letter.text("rule") + "@" + letter.text("topic") + letter.integer("offset") + ":"
                    + letter.text("commitment"));
        }
        assertThat(letters).containsExactlyInAnyOrderElementsOf(inTable);
    }

    private List<byte[]> deadLetters() throws IOException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers(), "isolation.level", "read_committed", "auto.offset.reset", "earliest");
        TopicPartition partition = new TopicPartition(Topics.REJECTIONS, 0);
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    private void assertNothingNewMakesNoSnapshot(LakeCatalog lake) throws Exception {
        long before = new BronzeProgress(lake).snapshotId(BronzeTables.CONTRIBUTIONS_TABLE);
        JsonObject again = drain("nothing-new");
        assertThat(again.integer("contributions")).isZero();
        assertThat(again.text("watermarkMillis")).isEqualTo("4000");
        assertThat(new BronzeProgress(lake).snapshotId(BronzeTables.CONTRIBUTIONS_TABLE)).isEqualTo(before);
    }

    /** The state of the killed runs lives on: an old batch is known, and what is new still passes. */
    private void assertRetransmissionIsRefused(LakeCatalog lake) throws Exception {
        BatchSigner alice = SampleNetwork.signer("alice");
        try (ContributionClient client = client()) {
            client.sendRaw(
                    Topic.CONTRIBUTIONS,
                    "alice",
                    SampleNetwork.batch(alice, SampleNetwork.FASHION, 0, SampleNetwork.drafts("a0", ITEMS))
                            .bytes());
            client.contribute(alice, SampleNetwork.SPEECHES, SampleNetwork.drafts("late", 1), SampleNetwork.seal("alice"));
        }
        JsonObject result = drain("retransmission");
        assertThat(result.integer("contributions")).isEqualTo(1);
        assertThat(result.integer("rejections")).isEqualTo(1);
        assertThat(IngestAudit.contributions(lake).findings()).isEmpty();
    }

    private void assertNothingReadableLeaked() throws IOException {
        List<Path> leaks = new ArrayList<>();
        for (String folder : List.of("lake", "flink", "outbox", "run", "kafka/data/rejections-0")) {
            try (Stream<Path> files = Files.walk(home.resolve(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SampleNetwork.SECRET)) {
                        leaks.add(file);
                    }
                }
            }
        }
        assertThat(leaks).isEmpty();
    }

    private static void await(int seconds, java.util.function.BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited %d s", seconds).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }
}
