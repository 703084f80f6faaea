// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Items of an accepted batch, on their way to their rows: all of them, or those whose keys one task answers for. What a batch says once
 * travels once, and the items stay where they stand in its bytes; an event for each would cost more than what is done with it.
 *
 * @param batch where they come from; its {@code value} holds these items at least, its {@code items} are not for use
 * @param items where each stands in {@code batch.value()}
 */
public record BatchPart(VerifiedBatch batch, List<ItemPlace> items) {
    static final TypeInformation<BatchPart> TYPE = new EventType<>(BatchPart.class, new OnTheWay());

    /** Copies the items; there is one at least. */
    public BatchPart {
        Objects.requireNonNull(batch, "batch");
        items = List.copyOf(items);
        if (items.isEmpty()) {
            throw new IllegalArgumentException("a part without an item");
        }
    }

    /** Everything that is in a batch; empty for a batch of nothing. */
    static List<BatchPart> all(VerifiedBatch batch) {
        return batch.items().isEmpty() ? List.of() : List.of(new BatchPart(batch, batch.items()));
    }

    /** The key of the first item, which goes where all of them go. */
    String leadingKey(ItemKey key) {
        return key.of(batch, items.get(0));
    }

    /** One part for each of so many tasks that have something to do, as Flink spreads keys over them. */
    List<BatchPart> by(ItemKey key, int maxParallelism, int tasks) {
        if (tasks == 1) {
            return List.of(this);
        }
        List<List<ItemPlace>> itemsOf = new ArrayList<>(tasks);
        for (int task = 0; task < tasks; task++) {
            itemsOf.add(new ArrayList<>(items.size()));
        }
        for (ItemPlace item : items) {
            int task = KeyGroupRangeAssignment.assignKeyToParallelOperator(key.of(batch, item), maxParallelism, tasks);
            itemsOf.get(task).add(item);
        }
        return itemsOf.stream()
                .filter(some -> !some.isEmpty())
                .map(some -> new BatchPart(batch, some))
                .toList();
    }

    /** The same part with some of its items. */
    BatchPart with(List<ItemPlace> some) {
        return some.size() == items.size() ? this : new BatchPart(batch, some);
    }

    /** A copy of an item's canonical bytes. */
    byte[] canonical(ItemPlace item) {
        return Arrays.copyOfRange(batch.value(), item.from(), item.to());
    }

    /** Writes the bytes of the items alone, one after the other. */
    private static final class OnTheWay implements EventType.Codec<BatchPart> {
        private static final long serialVersionUID = 1L;

        @Override
        public void write(BatchPart part, DataOutputView out) throws IOException {
            part.batch.writeHeader(out);
            out.writeInt(part.items.size());
            int bytes = 0;
            for (ItemPlace item : part.items) {
                int length = item.to() - item.from();
                item.at(bytes, bytes + length).write(out);
                bytes += length;
            }
            out.writeInt(bytes);
            for (ItemPlace item : part.items) {
                out.write(part.batch.value(), item.from(), item.to() - item.from());
            }
        }

        @Override
        public BatchPart read(DataInputView in) throws IOException {
            VerifiedBatch header = VerifiedBatch.readHeader(in);
            int count = in.readInt();
            List<ItemPlace> items = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                items.add(ItemPlace.read(in));
            }
            return new BatchPart(header.holding(EventType.readBytes(in), List.of()), items);
        }
    }
}
