// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.fault;

import io.tributary.ingestion.Topic;
import io.tributary.protocol.error.Rule;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A Kafka value that must be refused.
 *
 * @param what what is wrong with it
 * @param topic where it is planted
 * @param rule by which it must be refused
 * @param items how many items the refusal must account for
 * @param value the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FaultyValue(String what, Topic topic, Rule rule, long items, byte[] value) {

    /** Checks that nothing is missing. */
    public FaultyValue {
        Objects.requireNonNull(what, "what");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(value, "value");
    }

    static FaultyValue contribution(String what, Rule rule, long items, String value) {
        return new FaultyValue(what, Topic.CONTRIBUTIONS, rule, items, value.getBytes(StandardCharsets.UTF_8));
    }

    static FaultyValue receipts(String what, Rule rule, long items, String value) {
        return new FaultyValue(what, Topic.INFERENCES, rule, items, value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return topic.id() + ": " + what;
    }
}
