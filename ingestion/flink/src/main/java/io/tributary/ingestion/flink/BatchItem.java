// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.Objects;

/**
 * One item of an accepted batch, on its way to its row.
 *
 * @param topic where its batch came from; tells contributions from receipts
 * @param id record id or receipt id
 * @param signer who signed the batch
 * @param keyId with which key
 * @param sequence the batch's sequence
 * @param batchRoot root of the batch's tree, 64 hex digits
 * @param partition Kafka partition of the batch
 * @param offset Kafka offset of the batch
 * @param appendedMillis when the broker appended the batch, epoch milliseconds
 * @param canonical canonical bytes of the item
 * @param number the host's running number of a receipt; empty for a contribution
 */
@SuppressWarnings("ArrayRecordComponent") // an event on its way, never compared
public record BatchItem(
        String topic,
        String id,
        String signer,
        String keyId,
        long sequence,
        String batchRoot,
        int partition,
        long offset,
        long appendedMillis,
        byte[] canonical,
        String number) {

    /** Checks that nothing is missing. */
    public BatchItem {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(batchRoot, "batchRoot");
        Objects.requireNonNull(canonical, "canonical");
        Objects.requireNonNull(number, "number");
    }
}
