// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.Objects;

/**
 * One Kafka value as it came, not yet looked into.
 *
 * @param topic where it came from
 * @param partition Kafka partition
 * @param offset Kafka offset
 * @param appendedMillis when the broker appended it, epoch milliseconds
 * @param value the bytes; empty for a Kafka record without value
 */
@SuppressWarnings("ArrayRecordComponent") // an event on its way, never compared
public record KafkaValue(String topic, int partition, long offset, long appendedMillis, byte[] value) {

    /** Checks that nothing is missing. */
    public KafkaValue {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(value, "value");
    }
}
