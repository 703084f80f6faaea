// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The Kafka settings of a single node that shares a small machine with the engines. */
final class BrokerSettings {
    /** The one node's id, broker and controller alike. */
    static final int NODE_ID = 1;

    /** Name of the listener that the node's controller half uses. */
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /** Topics that the system needs: signed batches in, signed receipts in, refused input out. */
    static final List<String> TOPICS = List.of("contributions", "inferences", "rejections");

    /** Larger than what the job accepts, so that an over-sized record arrives, is refused and is accounted for. */
    static final int MESSAGE_BYTES_MAX = 4 * 1024 * 1024;

    private static final int SEGMENT_BYTES = 64 * 1024 * 1024;
    private static final int INDEX_BYTES_MAX = 1024 * 1024;
    private static final int CLEANER_BUFFER_BYTES = 4 * 1024 * 1024;

    /** So long may lie between the death of a job and its successor before its open dead letters are given up. */
    private static final Duration TRANSACTION_TIMEOUT_MAX = Duration.ofDays(7);

    private BrokerSettings() {}

    /** The node's settings. The controller port is fixed by the caller because voters are named by it. */
    static Properties node(Path dataFolder, int clientPort, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + clientPort + "," + CONTROLLER_LISTENER + "://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + clientPort);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        settings.put("log.dirs", dataFolder.toString());
        singleCopy(settings);
        smallFootprint(settings);
        settings.put("message.max.bytes", Integer.toString(MESSAGE_BYTES_MAX));
        settings.put("transaction.max.timeout.ms", Long.toString(TRANSACTION_TIMEOUT_MAX.toMillis()));
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // The log is the intake's memory: nothing is dropped by age.
        settings.put("log.retention.ms", "-1");
        // A successor of a killed node may register only when the dead one's session has ended; the default is nine
        // seconds.
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("broker.session.timeout.ms", "3000");
        return settings;
    }

    private static void singleCopy(Properties settings) {
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("default.replication.factor", "1");
        settings.put("min.insync.replicas", "1");
    }

    private static void smallFootprint(Properties settings) {
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("background.threads", "2");
        settings.put("log.segment.bytes", Integer.toString(SEGMENT_BYTES));
        settings.put("log.index.size.max.bytes", Integer.toString(INDEX_BYTES_MAX));
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(CLEANER_BUFFER_BYTES));
        settings.put("transaction.state.log.segment.bytes", Integer.toString(SEGMENT_BYTES));
        settings.put("offsets.topic.segment.bytes", Integer.toString(SEGMENT_BYTES));
        settings.put("metadata.log.segment.bytes", Integer.toString(SEGMENT_BYTES));
    }

    /** Settings of each topic: the broker stamps the time of arrival, which nobody outside can choose. */
    static Map<String, String> topic() {
        return Map.of(
                "max.message.bytes", Integer.toString(MESSAGE_BYTES_MAX),
                "message.timestamp.type", "LogAppendTime",
                "cleanup.policy", "delete",
                "retention.ms", "-1");
    }
}
