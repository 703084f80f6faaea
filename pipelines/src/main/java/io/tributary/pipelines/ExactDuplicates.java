// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.sha2;

import io.tributary.tables.DatanetTables;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/** Records with the same text, byte for byte: texts are NFC when they get here, so equal texts have equal SHA-256 values. */
public final class ExactDuplicates implements NearDuplicates {
    private static final String TEXT_HASH = "text_hash";
    private static final long BEFORE_ALL = 1L << 62;
    private static final int SHA_BITS = 256;

    @Override
    public Found find(
            Dataset<Row> canonical, Dataset<Row> prints, Dataset<Row> candidates, Map<String, Set<String>> exempt) {
        Dataset<Row> all = hashed(canonical.withColumn(
                        SUBMISSION, col(DatanetTables.SUBMISSION_ORDER).minus(BEFORE_ALL)))
                .union(hashed(candidates));
        WindowSpec sameText = Window.partitionBy(TEXT_HASH)
                .orderBy(SUBMISSION)
                .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
        Dataset<Row> duplicates = all.withColumn(
                        CANONICAL_RECORD_ID, first(RECORD_ID).over(sameText))
                .where(col(SUBMISSION).geq(0).and(col(RECORD_ID).notEqual(col(CANONICAL_RECORD_ID))))
                .select(RECORD_ID, CANONICAL_RECORD_ID);
        Dataset<Row> none = prints.limit(0).select(RECORD_ID, SUBMISSION, DatanetTables.CANONICAL, DatanetTables.KEYS);
        return new Found(duplicates, none, () -> {});
    }

    private static Dataset<Row> hashed(Dataset<Row> records) {
        return records.select(
                col(RECORD_ID),
                col(SUBMISSION),
                sha2(col(TEXT).cast("binary"), SHA_BITS).as(TEXT_HASH));
    }
}
