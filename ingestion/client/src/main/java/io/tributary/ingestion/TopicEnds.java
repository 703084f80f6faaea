// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.error.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** How far the topics reach. */
public final class TopicEnds {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(15);

    private TopicEnds() {}

    /**
     * The offset that the next value of each partition will get, by {@code topic:partition}.
     *
     * @throws UnavailableException if the cluster does not answer or lacks a topic
     */
    public static Map<String, Long> of(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
            admin.describeTopics(Stream.of(Topic.values()).map(Topic::id).toList())
                    .allTopicNames()
                    .get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> wanted.put(
                                    new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest())));
            Map<String, Long> ends = new TreeMap<>();
            admin.listOffsets(wanted)
                    .all()
                    .get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, end) ->
                            ends.put(partition.topic() + ":" + partition.partition(), end.offset()));
            return ends;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw new UnavailableException(
                    "the broker at " + bootstrapServers + " does not say how far its topics reach", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while asking the broker at " + bootstrapServers, e);
        }
    }
}
