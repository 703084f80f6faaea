// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Decides which new records repeat a canonical one. A record is compared with canonical records only, those of earlier versions and
 * those submitted before it; never with a duplicate, so that a chain of small changes can not draw unlike records together.
 */
@FunctionalInterface
public interface NearDuplicates {
    /** Column of the answer: a new record that is a duplicate. */
    String RECORD_ID = "record_id";

    /** Column of the answer: the canonical record that it repeats. */
    String CANONICAL_RECORD_ID = "canonical_record_id";

    /** Column of the new records: smaller was submitted earlier. Unique. */
    String SUBMISSION = "submission";

    /** Column of both: the readable text, NFC. */
    String TEXT = "text";

    /**
     * Finds the duplicates.
     *
     * @param canonical canonical records of earlier versions: {@link #RECORD_ID}, {@link #TEXT}
     * @param candidates new records: {@link #RECORD_ID}, {@link #TEXT}, {@link #SUBMISSION}
     * @return one row for each candidate that is a duplicate: {@link #RECORD_ID}, {@link #CANONICAL_RECORD_ID}; the same rows for any
     *     partitioning and order of the input
     */
    Dataset<Row> find(Dataset<Row> canonical, Dataset<Row> candidates);
}
