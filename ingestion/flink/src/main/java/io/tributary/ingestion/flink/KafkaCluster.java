// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.UnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the job asks a Kafka cluster about, beside reading and writing. */
final class KafkaCluster implements AutoCloseable {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    /** So long may lie between the death of a job and its successor before open dead letters are given up; most clusters allow less. */
    private static final Duration TRANSACTION_TIMEOUT_WANTED = Duration.ofDays(7);

    private final String bootstrapServers;
    private final Admin admin;

    private KafkaCluster(String bootstrapServers, Admin admin) {
        this.bootstrapServers = bootstrapServers;
        this.admin = admin;
    }

    /** Opens a cluster; only a question finds out whether it is there. */
    static KafkaCluster open(String bootstrapServers) {
        try {
            return new KafkaCluster(
                    bootstrapServers,
                    Admin.create(Map.of(
                            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                            bootstrapServers,
                            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                            5_000,
                            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                            Math.toIntExact(ANSWER_MAX.toMillis()))));
        } catch (KafkaException e) {
            throw new UnavailableException("no Kafka cluster at " + bootstrapServers, e);
        }
    }

    /** The cluster's id. */
    String id() {
        return await(admin.describeCluster().clusterId());
    }

    /** Whether the cluster answers. */
    boolean answers() {
        try {
            id();
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    /** The offset that the next value of each partition will get, by {@code topic:partition}. */
    Map<String, Long> endOffsets(List<String> topics) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicDescription topic :
                await(admin.describeTopics(topics).allTopicNames()).values()) {
            topic.partitions()
                    .forEach(partition ->
                            wanted.put(new TopicPartition(topic.name(), partition.partition()), OffsetSpec.latest()));
        }
        Map<String, Long> ends = new TreeMap<>();
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> answers =
                await(admin.listOffsets(wanted).all());
        answers.forEach((partition, end) -> ends.put(partition.topic() + ":" + partition.partition(), end.offset()));
        return ends;
    }

    /** How long a transaction of the dead letters may stay open. */
    Duration transactionTimeout() {
        Node node = await(admin.describeCluster().nodes()).iterator().next();
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
        Config config = await(admin.describeConfigs(List.of(broker)).all()).get(broker);
        ConfigEntry limit = config == null ? null : config.get("transaction.max.timeout.ms");
        if (limit == null) {
            return Duration.ofMinutes(15);
        }
        Duration allowed = Duration.ofMillis(Long.parseLong(limit.value()));
        return allowed.compareTo(TRANSACTION_TIMEOUT_WANTED) < 0 ? allowed : TRANSACTION_TIMEOUT_WANTED;
    }

    private <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new UnavailableException(
                        "the Kafka cluster at " + bootstrapServers + " lacks one of the topics " + Topics.SOURCES
                                + " and " + Topics.REJECTIONS + "; create them",
                        e);
            }
            throw new UnavailableException("the Kafka cluster at " + bootstrapServers + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while asking the Kafka cluster at " + bootstrapServers, e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
