// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
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

    /** Where a column's value stands in a row. */
    int place(String column) {
        Integer place = places.get(column);
        if (place == null) {
            throw new IllegalArgumentException("no column " + column + ", there are " + places.keySet());
        }
        return place;
    }

    /** An empty row, for who knows the places. */
    GenericRowData empty() {
        return new GenericRowData(places.size());
    }

    /** A row as it is, in which every column must be set. */
    RowData whole(GenericRowData row) {
        for (int place = 0; place < row.getArity(); place++) {
            if (row.isNullAt(place)) {
                throw new IllegalStateException(
                        "column " + List.copyOf(places.keySet()).get(place) + " was not set");
            }
        }
        return row;
    }

    static ArrayData array(List<String> texts) {
        return new GenericArrayData(texts.stream().map(StringData::fromString).toArray());
    }

    /** Starts a row; every column must be set. */
    Assembly row() {
        return new Assembly();
    }

    /** One row on its way. */
    final class Assembly {
        private final GenericRowData row = empty();

        private Assembly() {}

        Assembly text(String column, String value) {
            return set(column, StringData.fromString(value));
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
            return set(column, array(values));
        }

        Assembly time(String column, long epochMillis) {
            return set(column, TimestampData.fromEpochMillis(epochMillis));
        }

        private Assembly set(String column, Object value) {
            row.setField(place(column), value);
            return this;
        }

        RowData build() {
            return whole(row);
        }
    }
}
