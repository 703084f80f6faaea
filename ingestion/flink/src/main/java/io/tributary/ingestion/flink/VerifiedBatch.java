// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.Objects;

/**
 * A signed batch whose shape, root and signature are right; whether it is new is not known yet.
 *
 * @param topic where it came from; tells contributions from receipts
 * @param partition Kafka partition
 * @param offset Kafka offset
 * @param appendedMillis when the broker appended it, epoch milliseconds
 * @param signer who signed it
 * @param keyId with which key
 * @param sequence the signer's running number
 * @param datanet slug; empty for receipts
 * @param itemCount items inside
 * @param root root of the items' tree, 64 hex digits
 * @param upToMillis the host's promise, epoch milliseconds; 0 for contributions
 * @param value the canonical bytes of the whole batch
 */
@SuppressWarnings("ArrayRecordComponent") // an event on its way, never compared
public record VerifiedBatch(
        String topic,
        int partition,
        long offset,
        long appendedMillis,
        String signer,
        String keyId,
        long sequence,
        String datanet,
        int itemCount,
        String root,
        long upToMillis,
        byte[] value) {

    /** Checks that nothing is missing. */
    public VerifiedBatch {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(datanet, "datanet");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(value, "value");
    }
}
