// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/**
 * Sends the rows of a table's partition to one writer, so that a commit adds one file a partition. Iceberg's own distribution spells the
 * path of the partition for every row, twice; that was a quarter of what the job cost.
 */
final class PartitionSpread implements KeySelector<RowData, Integer>, Partitioner<Integer> {
    private static final long serialVersionUID = 1L;
    private static final int MICROSECONDS = 6;
    private static final long DAY_MILLIS = 86_400_000;

    private final int[] texts;
    private final int[] days;

    /** Spreads by text columns and by the day of time columns; other fields of a partitioning only make its partitions finer. */
    PartitionSpread(PartitionSpec spec) {
        List<Integer> textPlaces = new ArrayList<>();
        List<Integer> dayPlaces = new ArrayList<>();
        for (PartitionField field : spec.fields()) {
            int place = place(spec.schema(), field.sourceId());
            if (field.transform().toString().equals("day")) {
                dayPlaces.add(place);
            } else if (field.transform().isIdentity() && isText(spec.schema(), place)) {
                textPlaces.add(place);
            }
        }
        texts = textPlaces.stream().mapToInt(Integer::intValue).toArray();
        days = dayPlaces.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean isText(Schema schema, int place) {
        return schema.columns().get(place).type().typeId() == Type.TypeID.STRING;
    }

    private static int place(Schema schema, int fieldId) {
        List<Types.NestedField> columns = schema.columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).fieldId() == fieldId) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column with id " + fieldId);
    }

    @Override
    public Integer getKey(RowData row) {
        int key = 0;
        for (int place : texts) {
            key = 31 * key + row.getString(place).hashCode();
        }
        for (int place : days) {
            key = 31 * key + day(row.getTimestamp(place, MICROSECONDS).getMillisecond());
        }
        return key;
    }

    @Override
    public int partition(Integer key, int writers) {
        return writer(key, writers);
    }

    static int day(long epochMillis) {
        return Long.hashCode(Math.floorDiv(epochMillis, DAY_MILLIS));
    }

    static int writer(int key, int writers) {
        return Math.floorMod(key * 0x9E3779B9 >>> 16, writers);
    }
}
