// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import com.google.protobuf.ByteString;
import io.tributary.protocol.error.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A statement with the values of its parameters. The client keeps it between its calls, as the handle of its prepared statement; so the
 * server keeps nothing for clients that never come back. A handle tells the server nothing that its client could not also say in SQL.
 *
 * @param statement the statement
 * @param values String, Long, Integer, BigDecimal, Double, Boolean, LocalDate, Instant, byte[], or empty for null, one for each question mark
 */
record Question(String statement, List<Optional<Object>> values) {
    private static final int HANDLE_BYTES_MAX = 1 << 20;
    private static final int WITH_VALUES = 0;
    private static final NoValue NO_VALUE = new NoValue();

    private record NoValue() {}

    /** Copies the values. */
    Question {
        values = List.copyOf(values);
    }

    /** The handle by which a client names the question: the statement itself, or a zero byte, the statement and its values. */
    ByteString handle() {
        if (values.isEmpty()) {
            return ByteString.copyFromUtf8(statement);
        }
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeByte(WITH_VALUES);
            write(out, statement.getBytes(StandardCharsets.UTF_8));
            out.writeInt(values.size());
            for (Optional<Object> given : values) {
                Object value = given.orElse(NO_VALUE);
                Kind kind = Kind.of(value);
                out.writeByte(kind.ordinal());
                write(
                        out,
                        value instanceof byte[] binary
                                ? binary
                                : String.valueOf(value).getBytes(StandardCharsets.UTF_8));
            }
            return ByteString.copyFrom(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The question of a handle.
     *
     * @throws InvalidInputException if it is none
     */
    static Question of(ByteString handle) {
        if (handle.size() > HANDLE_BYTES_MAX) {
            throw new InvalidInputException(
                    "statement and values have " + handle.size() + " bytes, want at most " + HANDLE_BYTES_MAX);
        }
        if (handle.isEmpty() || handle.byteAt(0) != WITH_VALUES) {
            return new Question(handle.toString(StandardCharsets.UTF_8), List.of());
        }
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(handle.toByteArray()));
            in.skipNBytes(1);
            String statement = new String(read(in), StandardCharsets.UTF_8);
            List<Optional<Object>> values = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                Object value = Kind.values()[in.readByte()].value(read(in));
                values.add(value == NO_VALUE ? Optional.empty() : Optional.of(value));
            }
            return new Question(statement, values);
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException("the statement's handle is none of this server's; prepare it again", e);
        }
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("length is " + length + ", left are " + in.available());
        }
        return in.readNBytes(length);
    }

    /** The kinds of values. */
    private enum Kind {
        NONE(NoValue.class),
        TEXT(String.class),
        WHOLE(Long.class),
        SMALL(Integer.class),
        DECIMAL(BigDecimal.class),
        FLOATING(Double.class),
        FLAG(Boolean.class),
        DATE(LocalDate.class),
        TIME(Instant.class),
        BYTES(byte[].class);

        private final Class<?> type;

        Kind(Class<?> type) {
            this.type = type;
        }

        static Kind of(Object value) {
            for (Kind kind : values()) {
                if (kind.type.isInstance(value)) {
                    return kind;
                }
            }
            throw new InvalidInputException(
                    "a parameter's value is a " + value.getClass().getSimpleName() + ", which nothing here can bind");
        }

        Object value(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            return switch (this) {
                case NONE -> NO_VALUE;
                case TEXT -> text;
                case WHOLE -> Long.valueOf(text);
                case SMALL -> Integer.valueOf(text);
                case DECIMAL -> new BigDecimal(text);
                case FLOATING -> Double.valueOf(text);
                case FLAG -> Boolean.valueOf(text);
                case DATE -> LocalDate.parse(text);
                case TIME -> Instant.parse(text);
                case BYTES -> bytes;
            };
        }
    }
}
