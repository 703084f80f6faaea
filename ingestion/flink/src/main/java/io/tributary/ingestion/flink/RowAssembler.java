// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryStringData;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** Puts values into rows by column name, in the order that a table's columns really have. */
final class RowAssembler implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, Integer> places = new LinkedHashMap<>();

    /** Assembles rows of this schema. */
    RowAssembler(Schema schema) {
        for (Types.NestedField field : schema.columns()) {
            places.put(field.name(), places.size());
        }
    }

    /** Starts a row; every column must be set. */
    Assembly row() {
        return new Assembly();
    }

    /** One row on its way. */
    final class Assembly {
        private final GenericRowData row = new GenericRowData(places.size());

        private Assembly() {}

        Assembly text(String column, String value) {
            return set(column, StringData.fromString(value));
        }

        /** Text that stands in an array in UTF-8; the row refers to the array. */
        Assembly text(String column, byte[] bytes, int from, int to) {
            return set(column, BinaryStringData.fromBytes(bytes, from, to - from));
        }

        Assembly number(String column, long value) {
            return set(column, value);
        }

        Assembly int32(String column, int value) {
            return set(column, value);
        }

        Assembly flag(String column, boolean value) {
            return set(column, value);
        }

        Assembly bytes(String column, byte[] value) {
            return set(column, value);
        }

        Assembly texts(String column, List<String> values) {
            return set(
                    column,
                    new GenericArrayData(
                            values.stream().map(StringData::fromString).toArray()));
        }

        Assembly time(String column, long epochMillis) {
            return set(column, TimestampData.fromEpochMillis(epochMillis));
        }

        private Assembly set(String column, Object value) {
            Integer place = places.get(column);
            if (place == null) {
                throw new IllegalArgumentException("no column " + column + ", there are " + places.keySet());
            }
            row.setField(place, value);
            return this;
        }

        RowData build() {
            for (Map.Entry<String, Integer> place : places.entrySet()) {
                if (row.isNullAt(place.getValue())) {
                    throw new IllegalStateException("column " + place.getKey() + " was not set");
                }
            }
            return row;
        }
    }
}
