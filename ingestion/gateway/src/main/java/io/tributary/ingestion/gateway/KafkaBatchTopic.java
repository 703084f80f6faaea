// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.ingestion.BatchProducer;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** The topic {@code contributions}, with {@code acks=all}. It gives up soon: a client that waits can be told to come back. */
final class KafkaBatchTopic implements BatchTopic {
    private static final BatchProducer.Patience PATIENCE = new BatchProducer.Patience(
            32L * 1024 * 1024, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10));

    private final String bootstrapServers;
    private final KafkaProducer<byte[], byte[]> producer;

    KafkaBatchTopic(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
        this.producer = BatchProducer.open(bootstrapServers, PATIENCE);
    }

    @Override
    public void write(String key, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(Topic.CONTRIBUTIONS.id(), key.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        } catch (ExecutionException | KafkaException e) {
            throw new UnavailableException("the broker at " + bootstrapServers + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for " + bootstrapServers, e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
