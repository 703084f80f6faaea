// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

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

    static final TypeInformation<KafkaValue> TYPE = new EventType<>(KafkaValue.class, new OnTheWay());

    /** Checks that nothing is missing. */
    public KafkaValue {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(value, "value");
    }

    private static final class OnTheWay implements EventType.Codec<KafkaValue> {
        private static final long serialVersionUID = 1L;

        @Override
        public void write(KafkaValue event, DataOutputView out) throws IOException {
            EventType.writeText(event.topic, out);
            out.writeInt(event.partition);
            out.writeLong(event.offset);
            out.writeLong(event.appendedMillis);
            EventType.writeBytes(event.value, out);
        }

        @Override
        public KafkaValue read(DataInputView in) throws IOException {
            return new KafkaValue(
                    EventType.readText(in), in.readInt(), in.readLong(), in.readLong(), EventType.readBytes(in));
        }
    }
}
