// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One row of a table, by column name. Equal rows have the same columns with equal values; byte arrays are compared by content. Asking for
 * a column that the row does not have, or as another kind, is a programming error.
 */
public final class Row {
    private final Map<String, Object> values;

    private Row(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** Starts a row. */
    public static Builder builder() {
        return new Builder();
    }

    /** A copy of this row to change. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        return builder;
    }

    /** The columns, in the order of the read or of the builder's calls. */
    public Set<String> columns() {
        return values.keySet();
    }

    /** A text column. */
    public String text(String column) {
        return value(column, String.class);
    }

    /** An integer column of either width. */
    public long number(String column) {
        Object value = value(column, Number.class);
        return ((Number) value).longValue();
    }

    /** A 32-bit integer column. */
    public int int32(String column) {
        return value(column, Integer.class);
    }

    /** A boolean column. */
    public boolean flag(String column) {
        return value(column, Boolean.class);
    }

    /** A copy of a binary column. */
    public byte[] bytes(String column) {
        return value(column, byte[].class).clone();
    }

    /** A list column. */
    public List<String> texts(String column) {
        List<?> list = value(column, List.class);
        return list.stream().map(String.class::cast).toList();
    }

    /** A time column. */
    public Instant time(String column) {
        return value(column, Instant.class);
    }

    /** The plain value: String, Integer, Long, Boolean, byte[], List or Instant. For printing and comparing; do not change it. */
    public Object plain(String column) {
        return value(column, Object.class);
    }

    @SuppressWarnings("TypeParameterUnusedInFormals")
    private <T> T value(String column, Class<T> kind) {
        Object value = values.get(column);
        if (value == null) {
            throw new IllegalArgumentException("no column " + column + " in row of " + values.keySet());
        }
        if (!kind.isInstance(value)) {
            throw new IllegalArgumentException("column " + column + " is a "
                    + value.getClass().getSimpleName() + ", want " + kind.getSimpleName());
        }
        return kind.cast(value);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Row) || !values.keySet().equals(((Row) other).values.keySet())) {
            return false;
        }
        return values.entrySet().stream()
                .allMatch(entry -> Objects.deepEquals(entry.getValue(), ((Row) other).values.get(entry.getKey())));
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (Map.Entry<String, Object> entry : values.entrySet()) {
            Object value = entry.getValue();
            int valueHash = value instanceof byte[] ? Arrays.hashCode((byte[]) value) : value.hashCode();
            hash += entry.getKey().hashCode() ^ valueHash;
        }
        return hash;
    }

    /** Names the columns only: values may be personal. */
    @Override
    public String toString() {
        return "Row" + values.keySet();
    }

    /** Collects the columns of a row; a later value of a column replaces an earlier one. */
    public static final class Builder {
        private final Map<String, Object> values = new LinkedHashMap<>();

        private Builder() {}

        /** Sets a text column. */
        public Builder text(String column, String value) {
            return plain(column, value);
        }

        /** Sets a 64-bit integer column. */
        public Builder number(String column, long value) {
            return plain(column, value);
        }

        /** Sets a 32-bit integer column. */
        public Builder int32(String column, int value) {
            return plain(column, value);
        }

        /** Sets a boolean column. */
        public Builder flag(String column, boolean value) {
            return plain(column, value);
        }

        /** Sets a binary column to a copy of the bytes. */
        public Builder bytes(String column, byte[] value) {
            return plain(column, value.clone());
        }

        /** Sets a list column. */
        public Builder texts(String column, List<String> value) {
            return plain(column, List.copyOf(value));
        }

        /** Sets a time column; stored in microseconds. */
        public Builder time(String column, Instant value) {
            return plain(column, value);
        }

        Builder plain(String column, Object value) {
            values.put(column, Objects.requireNonNull(value, column));
            return this;
        }

        /** The finished row. */
        public Row build() {
            return new Row(new LinkedHashMap<>(values));
        }
    }
}
