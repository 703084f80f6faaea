// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * Input that was refused: which rule it broke and where it lies in Kafka. Holds nothing of what the input said, except the name of
 * a registered signer under which it came.
 *
 * @param rule id of the rule
 * @param reason one sentence; a property of the rule, never text of the input
 * @param topic where the value came from
 * @param partition Kafka partition
 * @param offset Kafka offset
 * @param items items that are refused with it; 1 if it could not be read that far
 * @param signer the registered signer that it names; empty if it names none or could not be read that far
 * @param commitment SHA-256 of the refused value, or the salted leaf hash of the refused item, 64 hex digits
 * @param appendedMillis when the broker appended the value, epoch milliseconds
 */
public record Rejection(
        String rule,
        String reason,
        String topic,
        int partition,
        long offset,
        long items,
        String signer,
        String commitment,
        long appendedMillis) {
    /** Type of the dead letter. */
    public static final String TYPE = "tributary/rejection/v1";

    /** Checks that nothing is missing. */
    public Rejection {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(commitment, "commitment");
    }

    /** The canonical bytes of the dead letter. */
    public byte[] letter() {
        return JsonObject.typed(TYPE)
                .put("rule", rule)
                .put("reason", reason)
                .put("topic", topic)
                .put("partition", partition)
                .put("offset", offset)
                .put("items", items)
                .put("signer", signer)
                .put("commitment", commitment)
                .put("appendedAt", appendedMillis)
                .build()
                .bytes();
    }
}
