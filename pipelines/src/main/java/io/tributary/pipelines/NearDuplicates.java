// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.tables.DatanetTables;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Decides which new records repeat a canonical one. A record is compared with canonical records only, those of earlier versions and
 * those submitted before it; never with a duplicate, so that a chain of small changes can not draw unlike records together.
 */
public interface NearDuplicates {
    /** Column of the answer: a new record that is a duplicate. */
    String RECORD_ID = DatanetTables.RECORD_ID;

    /** Column of the answer: the canonical record that it repeats. */
    String CANONICAL_RECORD_ID = DatanetTables.CANONICAL_RECORD_ID;

    /** Column of the new records: smaller was submitted earlier. Unique. */
    String SUBMISSION = DatanetTables.SUBMISSION;

    /** Column of both: the readable text, NFC. */
    String TEXT = DatanetTables.TEXT;

    /**
     * The rule of this id.
     *
     * @throws io.tributary.protocol.error.InvalidInputException if there is none
     */
    static NearDuplicates of(String rule) {
        return switch (DuplicateRule.of(rule)) {
            case EXACT -> new ExactDuplicates();
            case JACCARD -> new MinHashDuplicates();
        };
    }

    /**
     * Finds the duplicates.
     *
     * @param canonical canonical records of earlier versions: {@link #RECORD_ID}, {@link #TEXT}, {@link DatanetTables#VERSION} and
     *     {@link DatanetTables#SUBMISSION_ORDER}
     * @param prints what earlier versions kept, columns of {@link DatanetTables#PRINTS_TABLE}; versions under another rule have none
     * @param candidates new records: {@link #RECORD_ID}, {@link #TEXT}, {@link #SUBMISSION}
     * @param exempt by new record the canonical ones that it is not compared with, where the rule looks at more than equal texts
     * @return the same rows for any partitioning and order of the input
     */
    Found find(Dataset<Row> canonical, Dataset<Row> prints, Dataset<Row> candidates, Map<String, Set<String>> exempt);

    /** As the other, with every canonical record to compare with. */
    default Found find(Dataset<Row> canonical, Dataset<Row> prints, Dataset<Row> candidates) {
        return find(canonical, prints, candidates, Map.of());
    }

    /**
     * What was found.
     *
     * @param duplicates one row for each candidate that is a duplicate: {@link #RECORD_ID}, {@link #CANONICAL_RECORD_ID}
     * @param prints what later versions need: {@link #RECORD_ID}, {@link #SUBMISSION}, {@link DatanetTables#CANONICAL} and
     *     {@link DatanetTables#KEYS}; without rows if they need nothing
     * @param release frees what both are computed from; called when both are written
     */
    record Found(Dataset<Row> duplicates, Dataset<Row> prints, Runnable release) {}
}
