// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.merkle.Hash;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

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
 * @param leafHash leaf hash of these bytes
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
        Hash leafHash,
        String number) {
    static final TypeInformation<BatchItem> TYPE = new EventType<>(BatchItem.class, new OnTheWay());

    /** Checks that nothing is missing. */
    public BatchItem {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(batchRoot, "batchRoot");
        Objects.requireNonNull(canonical, "canonical");
        Objects.requireNonNull(leafHash, "leafHash");
        Objects.requireNonNull(number, "number");
    }

    private static final class OnTheWay implements EventType.Codec<BatchItem> {
        private static final long serialVersionUID = 1L;

        @Override
        public void write(BatchItem event, DataOutputView out) throws IOException {
            EventType.writeText(event.topic, out);
            EventType.writeText(event.id, out);
            EventType.writeText(event.signer, out);
            EventType.writeText(event.keyId, out);
            out.writeLong(event.sequence);
            EventType.writeText(event.batchRoot, out);
            out.writeInt(event.partition);
            out.writeLong(event.offset);
            out.writeLong(event.appendedMillis);
            EventType.writeBytes(event.canonical, out);
            EventType.writeBytes(event.leafHash.bytes(), out);
            EventType.writeText(event.number, out);
        }

        @Override
        public BatchItem read(DataInputView in) throws IOException {
            return new BatchItem(
                    EventType.readText(in),
                    EventType.readText(in),
                    EventType.readText(in),
                    EventType.readText(in),
                    in.readLong(),
                    EventType.readText(in),
                    in.readInt(),
                    in.readLong(),
                    in.readLong(),
                    EventType.readBytes(in),
                    Hash.of(EventType.readBytes(in)),
                    EventType.readText(in));
        }
    }
}
