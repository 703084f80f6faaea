// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker as the process that it is. */
class EmbeddedBrokerTest {
    private static final int SECONDS_MAX = 60;
    private static final byte[] LARGE = new byte[2 * 1024 * 1024];

    @TempDir
    private Path home;

    @Test
    void keepsWhatItAcknowledgedThroughKillAndComesBackAtItsOldPort() throws Exception {
        BrokerAddress first;
        try (Child broker = Child.start(home)) {
            first = broker.awaitReady();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", first.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get(SECONDS_MAX, TimeUnit.SECONDS))
                        .containsExactlyInAnyOrder("contributions", "inferences", "rejections");
            }
            send(first, "one".getBytes(StandardCharsets.UTF_8));
            send(first, LARGE);
            broker.kill();
        }
        assertThat(BrokerAddress.read(home.resolve("kafka")))
                .as("left behind by the kill")
                .contains(first);

        try (Child broker = Child.start(home)) {
            BrokerAddress second = broker.awaitReady();

            assertThat(second.port()).isEqualTo(first.port());
            assertThat(second.clusterId()).isEqualTo(first.clusterId());
            assertThat(second.processId()).isNotEqualTo(first.processId());
            List<ConsumerRecord<byte[], byte[]>> kept = read(second);
            assertThat(kept).extracting(ConsumerRecord::offset).containsExactly(0L, 1L);
            assertThat(kept.get(0).value()).isEqualTo("one".getBytes(StandardCharsets.UTF_8));
            assertThat(kept.get(1).value()).isEqualTo(LARGE);
            assertThat(kept.get(0).timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            broker.parentGoes();
            assertThat(broker.await()).as(broker.words()).isEqualTo(143);
            assertThat(BrokerAddress.read(home.resolve("kafka"))).isEmpty();
        }
    }

    @Test
    void saysInOneSentenceThatItsPortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(home.resolve("tributary.properties"), "kafka.port=" + taken.getLocalPort() + "\n");
            try (Child broker = Child.start(home)) {
                assertThat(broker.await()).as(broker.words()).isEqualTo(3);
                assertThat(broker.words().lines().reduce((before, last) -> last).orElseThrow())
                        .startsWith("error: port " + taken.getLocalPort() + " on 127.0.0.1 is in use; ");
            }
        }
    }

    private static void send(BrokerAddress at, byte[] value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", at.bootstrapServers(), "acks", "all", "max.request.size", 4 * 1024 * 1024);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("contributions", value)).get(SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(BrokerAddress at) {
        TopicPartition partition = new TopicPartition("contributions", 0);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", at.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(records::add);
            }
        }
        return records;
    }

    /** A broker process whose standard input this test holds. */
    private record Child(Process process, Path home) implements AutoCloseable {
        static Child start(Path home) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "@jvm.options",
                    "-cp",
                    System.getProperty("java.class.path"),
                    EmbeddedBroker.class.getName(),
                    "--home",
                    home.toString());
            builder.redirectErrorStream(true);
            builder.redirectOutput(
                    ProcessBuilder.Redirect.appendTo(home.resolve("broker.log").toFile()));
            return new Child(builder.start(), home);
        }

        BrokerAddress awaitReady() {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
            while (true) {
                Optional<BrokerAddress> address =
                        BrokerAddress.read(home.resolve("kafka")).filter(found -> found.processId() == process.pid());
                if (address.isPresent()) {
                    return address.get();
                }
                assertThat(process.isAlive() && System.nanoTime() < deadline)
                        .as(words())
                        .isTrue();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        void parentGoes() throws IOException {
            process.getOutputStream().close();
        }

        int await() throws InterruptedException {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                    .as(words())
                    .isTrue();
            return process.exitValue();
        }

        String words() {
            try {
                return Files.readString(home.resolve("broker.log"));
            } catch (IOException e) {
                return "";
            }
        }

        @Override
        public void close() throws InterruptedException {
            kill();
        }
    }
}
