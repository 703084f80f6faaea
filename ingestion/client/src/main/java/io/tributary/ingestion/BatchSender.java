// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** An idempotent producer that waits for all acknowledgements and speaks of failures in the project's exceptions. */
final class BatchSender implements BatchTransport {
    private static final BatchProducer.Patience PATIENCE = new BatchProducer.Patience(
            16L * 1024 * 1024, Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(60));

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    private BatchSender(String bootstrapServers, KafkaProducer<byte[], byte[]> producer) {
        this.bootstrapServers = bootstrapServers;
        this.producer = producer;
    }

    static BatchSender open(String bootstrapServers) {
        return new BatchSender(bootstrapServers, BatchProducer.open(bootstrapServers, PATIENCE));
    }

    /** Hands a value over; the key keeps one signer's batches in one partition and so in order. */
    @Override
    public Supplier<Delivery> send(Topic topic, String key, byte[] value, Set<String> files) {
        try {
            Future<RecordMetadata> sent =
                    producer.send(new ProducerRecord<>(topic.id(), key.getBytes(StandardCharsets.UTF_8), value));
            return () -> await(sent);
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    private Delivery await(Future<RecordMetadata> sent) {
        try {
            RecordMetadata at = sent.get();
            return new Delivery(at.partition(), at.offset(), Optional.empty());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof RecordTooLargeException) {
                throw new InvalidInputException("the value is too large for Kafka: " + cause.getMessage(), e);
            }
            throw away(cause == null ? e : cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the broker at " + bootstrapServers, e);
        }
    }

    private UnavailableException away(Throwable cause) {
        return new UnavailableException(
                "the broker at " + bootstrapServers
                        + " does not answer; unacknowledged batches stay in the outbox and the next run sends them",
                cause);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
