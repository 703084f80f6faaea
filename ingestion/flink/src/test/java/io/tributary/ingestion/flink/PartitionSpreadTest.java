// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.tables.BronzeTables;
import io.tributary.tables.TableDefinition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.flink.FlinkSchemaUtil;
import org.apache.iceberg.flink.RowDataWrapper;
import org.junit.jupiter.api.Test;

class PartitionSpreadTest {
    private static final TableDefinition TABLE = BronzeTables.CONTRIBUTIONS_TABLE;
    private static final int WRITERS = 4;

    private final PartitionSpread spread = new PartitionSpread(TABLE.spec());

    @Test
    void rowsOfOnePartitionGoToOneWriterAndPartitionsGoToAll() {
        long seed = 7;
        Random random = new Random(seed);
        RowDataWrapper wrapper = new RowDataWrapper(
                FlinkSchemaUtil.convert(TABLE.schema()), TABLE.schema().asStruct());
        Map<String, Integer> writerOf = new HashMap<>();
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            RowData row = row("datanet" + random.nextInt(6), random.nextInt(5 * 86_400_000) - 86_400_000L);
            PartitionKey partition = new PartitionKey(TABLE.spec(), TABLE.schema());
            partition.partition(wrapper.wrap(row));

            int writer = spread.partition(spread.getKey(row), WRITERS);

            assertThat(writer).isBetween(0, WRITERS - 1);
            assertThat(writerOf.computeIfAbsent(partition.toPath(), path -> writer))
                    .as("row %d of seed %d in %s", i, seed, partition.toPath())
                    .isEqualTo(writer);
            used.add(writer);
        }
        assertThat(used).hasSize(WRITERS);
    }

    private static RowData row(String datanet, long appendedMillis) {
        GenericRowData row = new GenericRowData(TABLE.schema().columns().size());
        row.setField(place(BronzeTables.DATANET), StringData.fromString(datanet));
        row.setField(place(BronzeTables.APPENDED_AT), TimestampData.fromEpochMillis(appendedMillis));
        return row;
    }

    private static int place(String column) {
        return TABLE.schema().columns().indexOf(TABLE.schema().findField(column));
    }
}
