// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Turns Iceberg's generic records into rows and back, for the column types that this lake uses. */
final class RowConversion {
    private RowConversion() {}

    /** The row of a record. A null is left out, which only a column added after the row was written can hold. */
    static Row toRow(Record record) {
        Row.Builder row = Row.builder();
        for (Types.NestedField field : record.struct().fields()) {
            Object value = record.getField(field.name());
            if (value != null) {
                row.plain(field.name(), fromIceberg(value));
            }
        }
        return row.build();
    }

    /** The record of a row that has exactly the columns of the schema. */
    static Record toRecord(Schema schema, Row row) {
        if (row.columns().size() != schema.columns().size()) {
            throw new IllegalArgumentException("row of " + row.columns() + ", want "
                    + schema.columns().stream().map(Types.NestedField::name).toList());
        }
        GenericRecord record = GenericRecord.create(schema);
        for (Types.NestedField field : schema.columns()) {
            record.setField(field.name(), toIceberg(field, row.plain(field.name())));
        }
        return record;
    }

    private static Object fromIceberg(Object value) {
        if (value instanceof ByteBuffer) {
            ByteBuffer buffer = ((ByteBuffer) value).duplicate();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        }
        if (value instanceof OffsetDateTime) {
            return ((OffsetDateTime) value).toInstant();
        }
        if (value instanceof List) {
            return List.copyOf((List<?>) value);
        }
        return value;
    }

    private static Object toIceberg(Types.NestedField field, Object value) {
        Object converted = value;
        if (value instanceof byte[]) {
            converted = ByteBuffer.wrap((byte[]) value);
        } else if (value instanceof Instant) {
            converted = OffsetDateTime.ofInstant((Instant) value, ZoneOffset.UTC);
        }
        Class<?> kind = field.type().typeId() == Type.TypeID.TIMESTAMP
                ? OffsetDateTime.class
                : field.type().typeId().javaClass();
        boolean fits = kind.isInstance(converted);
        if (!fits) {
            throw new IllegalArgumentException(
                    "column " + field.name() + " got a " + value.getClass().getSimpleName() + ", want " + field.type());
        }
        return converted;
    }
}
