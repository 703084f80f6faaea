// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.error.InvalidInputException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Makes the producers that bring batches to Kafka: idempotent, acknowledged by all replicas, compressed. */
public final class BatchProducer {
    /** As large as the topics allow, so that over-sized input can be planted and is refused by the job, not here. */
    private static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;

    private BatchProducer() {}

    /**
     * How long a sender waits before it calls the broker away, and how much may wait with it.
     *
     * @param bufferBytes values that wait for the broker
     * @param blockMax for room in the buffer, or for the first word of the broker
     * @param requestMax for the answer to one request
     * @param deliveryMax for the acknowledgement, all repetitions together
     */
    public record Patience(long bufferBytes, Duration blockMax, Duration requestMax, Duration deliveryMax) {
        /** Checks that nothing is missing. */
        public Patience {
            Objects.requireNonNull(blockMax, "blockMax");
            Objects.requireNonNull(requestMax, "requestMax");
            Objects.requireNonNull(deliveryMax, "deliveryMax");
        }
    }

    /**
     * Opens a producer; only the first value finds out whether the cluster is there.
     *
     * @throws InvalidInputException if the address is none
     */
    public static KafkaProducer<byte[], byte[]> open(String bootstrapServers, Patience patience) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "lz4",
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                REQUEST_BYTES_MAX,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                patience.bufferBytes(),
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                patience.blockMax().toMillis(),
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                Math.toIntExact(patience.requestMax().toMillis()),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(patience.deliveryMax().toMillis()));
        try {
            return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        } catch (KafkaException e) {
            throw new InvalidInputException("kafka.bootstrap-servers: got " + bootstrapServers + ", want host:port", e);
        }
    }
}
