// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.Table;

/** A table as the job's writers see it: with properties of their own, since the sink takes how Parquet is written from the table alone. */
final class TunedTable extends BaseTable {
    private static final long serialVersionUID = 1L;

    /**
     * Ids, hashes and sealed bytes do not repeat, and all the others have few values: a small dictionary tells them apart after a few rows,
     * where a large one would be filled first.
     */
    private static final String DICTIONARY_BYTES = Integer.toString(8 * 1024);

    /** Rows of one file that wait in memory before they are written; several files are open at once. */
    private static final String ROW_GROUP_BYTES = Integer.toString(8 * 1024 * 1024);

    /** Sealed bytes do not shrink, however hard one tries. */
    private static final String COMPRESSION_LEVEL = "1";

    private TunedTable(BaseTable table) {
        super(table.operations(), table.name(), table.reporter());
    }

    /** The table, to be handed to a sink. */
    static Table of(Table table) {
        return new TunedTable((BaseTable) table);
    }

    @Override
    public Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(super.properties());
        properties.put("write.parquet.dict-size-bytes", DICTIONARY_BYTES);
        properties.put("write.parquet.row-group-size-bytes", ROW_GROUP_BYTES);
        properties.put("write.parquet.compression-level", COMPRESSION_LEVEL);
        return properties;
    }
}
