// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.ContributionClient;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.SnapshotGuard;
import io.tributary.tables.TableDefinition;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.Table;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A home folder with a lake, a broker of its own and jobs that come and go, each a process. */
final class Installation implements AutoCloseable {
    private static final int READY_SECONDS = 180;
    private static final int DRAIN_SECONDS = 300;

    private final Path home;
    private final LakeCatalog lake;
    private final int metricsPort;
    private ChildProcess broker;

    private Installation(Path home, LakeCatalog lake, int metricsPort) {
        this.home = home;
        this.lake = lake;
        this.metricsPort = metricsPort;
    }

    /** Initialises the lake, registers the sample network and starts the broker. */
    static Installation start(Path folder) throws InterruptedException {
        // Every fault at once: processes are killed while the catalog lies about its commits.
        return start(folder, Map.of("ingest.catalog-impl", FaultyCatalog.class.getName()));
    }

    /** As the other, with other settings. */
    static Installation start(Path folder, Map<String, String> settings) throws InterruptedException {
        // Folders of people have such names.
        Path home = folder.resolve("100% Müller's home");
        Properties properties = new Properties();
        properties.setProperty("ingest.checkpoint-interval", "500ms");
        properties.setProperty("ingest.items-max", Integer.toString(SampleNetwork.LIMITS.itemsMax()));
        int metricsPort = freePort();
        properties.setProperty("ingest.metrics-port", Integer.toString(metricsPort));
        properties.putAll(settings);
        try {
            Files.createDirectories(home);
            try (Writer writer = Files.newBufferedWriter(home.resolve(Configuration.FILE_NAME))) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Installation installation = new Installation(home, LakeCatalog.open(Configuration.load(home)), metricsPort);
        LakeInit.run(installation.lake);
        SampleNetwork.register(installation.lake);
        installation.startBroker();
        return installation;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LakeCatalog lake() {
        return lake;
    }

    Path home() {
        return home;
    }

    private void startBroker() throws InterruptedException {
        broker = ChildProcess.broker(home);
        await(() -> {
            assertThat(broker.alive()).as(broker.words()).isTrue();
            return brokerProperties().getProperty("process.id", "").equals(Long.toString(broker.pid()));
        });
    }

    /** Kills the broker and starts another on the same folder. */
    void replaceBroker() throws InterruptedException {
        broker.kill();
        startBroker();
    }

    private Properties brokerProperties() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(home.resolve("kafka/broker.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            // There is no such file before the broker is ready.
        }
        return properties;
    }

    private String bootstrapServers() {
        return brokerProperties().getProperty("bootstrap.servers");
    }

    ContributionClient client() {
        return ContributionClient.open(bootstrapServers(), home.resolve("outbox"), SampleNetwork.LIMITS);
    }

    Path result(String name) {
        return home.resolve("run").resolve(name + ".json");
    }

    ChildProcess startDrain(String name) {
        return ChildProcess.drain(home, result(name));
    }

    /** Drains to the end and returns the result file. */
    JsonObject drain(String name) throws Exception {
        try (ChildProcess job = startDrain(name)) {
            assertThat(job.await(DRAIN_SECONDS)).as(job.words()).isZero();
        }
        return readResult(name);
    }

    /** What the running job tells whoever watches it. */
    String metrics() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** A job that follows the topics. */
    ChildProcess startFollowing(String name) {
        return ChildProcess.follow(home, result(name));
    }

    /** The exit code of a job that may have met with a fault. */
    int await(ChildProcess job) throws InterruptedException {
        return job.await(DRAIN_SECONDS);
    }

    /** Waits until the job has committed to a table or has ended. */
    void awaitCommit(TableDefinition definition, ChildProcess job) throws InterruptedException {
        BronzeProgress bronze = new BronzeProgress(lake);
        long before = bronze.snapshotId(definition);
        await(() -> {
            boolean committed = bronze.snapshotId(definition) != before;
            assertThat(committed || job.alive()).as(job.words()).isTrue();
            return committed;
        });
    }

    /** Waits until the job has marked the contributions as complete up to an offset. */
    void awaitMark(long nextOffset, ChildProcess job) throws InterruptedException {
        await(() -> {
            assertThat(job.alive()).as(job.words()).isTrue();
            return BronzeMarks.offsets(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                            .getOrDefault(Topics.CONTRIBUTIONS + ":0", 0L)
                    >= nextOffset;
        });
    }

    /** Expires every snapshot that nothing stands on, as maintenance would at its boldest; returns how many. */
    int expireSnapshots() {
        int expired = 0;
        for (TableDefinition definition : BronzeTables.all()) {
            Table table = lake.table(definition);
            Set<Long> expirable = SnapshotGuard.of(table, Long.MAX_VALUE).expirable();
            if (!expirable.isEmpty()) {
                ExpireSnapshots expire = table.expireSnapshots().expireOlderThan(0);
                expirable.forEach(expire::expireSnapshotId);
                expire.commit();
                expired += expirable.size();
            }
        }
        return expired;
    }

    JsonObject readResult(String name) throws IOException {
        return CanonicalJson.parse(Files.readAllBytes(result(name)), Integer.MAX_VALUE);
    }

    /** All committed dead letters. */
    List<byte[]> deadLetters() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
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

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(READY_SECONDS).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited %d s", READY_SECONDS).isLessThan(deadline);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() throws InterruptedException {
        broker.kill();
        lake.close();
    }
}
