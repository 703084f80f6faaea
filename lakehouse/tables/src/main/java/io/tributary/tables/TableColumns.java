// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Builds a table definition column by column, in the order of the calls. Columns are required: what is absent is an empty string, an
 * empty list or zero, so that no reader has to know null.
 */
final class TableColumns {
    private final String namespace;
    private final String name;
    private final List<Types.NestedField> fields = new ArrayList<>();
    private int nextId = 1;

    private TableColumns(String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
    }

    static TableColumns of(String namespace, String name) {
        return new TableColumns(namespace, name);
    }

    TableColumns text(String... columns) {
        return add(Types.StringType.get(), columns);
    }

    TableColumns int32(String... columns) {
        return add(Types.IntegerType.get(), columns);
    }

    TableColumns int64(String... columns) {
        return add(Types.LongType.get(), columns);
    }

    TableColumns bytes(String... columns) {
        return add(Types.BinaryType.get(), columns);
    }

    TableColumns flag(String... columns) {
        return add(Types.BooleanType.get(), columns);
    }

    TableColumns time(String... columns) {
        return add(Types.TimestampType.withZone(), columns);
    }

    /** Lists of strings. Elements are optional in the type only: an engine's list type has nullable elements. */
    TableColumns texts(String... columns) {
        for (String column : columns) {
            int id = nextId++;
            fields.add(Types.NestedField.required(
                    id, column, Types.ListType.ofOptional(nextId++, Types.StringType.get())));
        }
        return this;
    }

    TableDefinition unpartitioned() {
        return new TableDefinition(namespace, name, new Schema(fields), PartitionSpec.unpartitioned());
    }

    /** Partitions by the value of each column, in the order given. */
    TableDefinition partitionedBy(String... columns) {
        Schema schema = new Schema(fields);
        PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
        for (String column : columns) {
            spec.identity(column);
        }
        return new TableDefinition(namespace, name, schema, spec.build());
    }

    TableDefinition partitionedByDay(String timeColumn) {
        Schema schema = new Schema(fields);
        return new TableDefinition(
                namespace,
                name,
                schema,
                PartitionSpec.builderFor(schema).day(timeColumn).build());
    }

    TableDefinition partitionedByValueAndDay(String column, String timeColumn) {
        Schema schema = new Schema(fields);
        return new TableDefinition(
                namespace,
                name,
                schema,
                PartitionSpec.builderFor(schema)
                        .identity(column)
                        .day(timeColumn)
                        .build());
    }

    private TableColumns add(Type type, String... columns) {
        for (String column : columns) {
            fields.add(Types.NestedField.required(nextId++, column, type));
        }
        return this;
    }
}
