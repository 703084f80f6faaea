// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * How events of one class travel between operators: field by field, without reflection, and as themselves where they stay in a thread, since
 * nobody changes them. Events are never kept in a state, so their form on the way may change with every release.
 */
final class EventType<T> extends TypeInformation<T> {
    private static final long serialVersionUID = 1L;

    private final Class<T> event;
    private final Codec<T> codec;

    EventType(Class<T> event, Codec<T> codec) {
        this.event = Objects.requireNonNull(event, "event");
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /** Writes and reads one event. */
    interface Codec<T> extends Serializable {
        /** Writes every field. */
        void write(T event, DataOutputView out) throws IOException;

        /** Reads what {@link #write} has written. */
        T read(DataInputView in) throws IOException;
    }

    static void writeText(String text, DataOutputView out) throws IOException {
        writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
    }

    static String readText(DataInputView in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    static void writeBytes(byte[] bytes, DataOutputView out) throws IOException {
        writeBytes(bytes, 0, bytes.length, out);
    }

    static void writeBytes(byte[] bytes, int from, int to, DataOutputView out) throws IOException {
        out.writeInt(to - from);
        out.write(bytes, from, to - from);
    }

    static byte[] readBytes(DataInputView in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<T> getTypeClass() {
        return event;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return new EventSerializer<>(event, codec);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof EventType;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventType && ((EventType<?>) other).event == event;
    }

    @Override
    public int hashCode() {
        return event.hashCode();
    }

    @Override
    public String toString() {
        return event.getSimpleName();
    }
}
