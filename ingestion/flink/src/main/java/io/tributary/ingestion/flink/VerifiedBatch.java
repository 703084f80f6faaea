// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

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
 * @param signed the signed header of receipts, canonical JSON; empty for contributions
 * @param value the canonical bytes of the whole batch; empty in a {@link #bare} one
 * @param items where each item stands in them
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
        String signed,
        byte[] value,
        List<ItemPlace> items) {
    static final TypeInformation<VerifiedBatch> TYPE = new EventType<>(VerifiedBatch.class, new OnTheWay());

    /** Checks that nothing is missing. */
    public VerifiedBatch {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(datanet, "datanet");
        Objects.requireNonNull(root, "root");
        Objects.requireNonNull(signed, "signed");
        Objects.requireNonNull(value, "value");
        items = List.copyOf(items);
    }

    /** The batch without its content, for who wants to know of it and no more. */
    VerifiedBatch bare() {
        return holding(new byte[0], List.of());
    }

    /** The batch with other content. */
    VerifiedBatch holding(byte[] otherValue, List<ItemPlace> otherItems) {
        return new VerifiedBatch(
                topic,
                partition,
                offset,
                appendedMillis,
                signer,
                keyId,
                sequence,
                datanet,
                itemCount,
                root,
                upToMillis,
                signed,
                otherValue,
                otherItems);
    }

    /** Writes everything but the content. */
    void writeHeader(DataOutputView out) throws IOException {
        EventType.writeText(topic, out);
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeLong(appendedMillis);
        EventType.writeText(signer, out);
        EventType.writeText(keyId, out);
        out.writeLong(sequence);
        EventType.writeText(datanet, out);
        out.writeInt(itemCount);
        EventType.writeText(root, out);
        out.writeLong(upToMillis);
        EventType.writeText(signed, out);
    }

    /** Reads what {@link #writeHeader} has written: a {@link #bare} batch. */
    static VerifiedBatch readHeader(DataInputView in) throws IOException {
        return new VerifiedBatch(
                EventType.readText(in),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                EventType.readText(in),
                EventType.readText(in),
                in.readLong(),
                EventType.readText(in),
                in.readInt(),
                EventType.readText(in),
                in.readLong(),
                EventType.readText(in),
                new byte[0],
                List.of());
    }

    private static final class OnTheWay implements EventType.Codec<VerifiedBatch> {
        private static final long serialVersionUID = 1L;

        @Override
        public void write(VerifiedBatch event, DataOutputView out) throws IOException {
            event.writeHeader(out);
            EventType.writeBytes(event.value, out);
            out.writeInt(event.items.size());
            for (ItemPlace item : event.items) {
                item.write(out);
            }
        }

        @Override
        public VerifiedBatch read(DataInputView in) throws IOException {
            VerifiedBatch header = readHeader(in);
            byte[] value = EventType.readBytes(in);
            int count = in.readInt();
            List<ItemPlace> items = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                items.add(ItemPlace.read(in));
            }
            return header.holding(value, items);
        }
    }
}
