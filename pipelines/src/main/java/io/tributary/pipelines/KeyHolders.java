// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.duplicate.DuplicateIndex;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Walks the records of each key in submission order and pairs every new one with the first {@link DuplicateIndex#HOLDERS} that came
 * before it, if they may be canonical. A key held by a million records costs a walk over them and no more in memory than those few.
 */
final class KeyHolders implements MapPartitionsFunction<Row, Row> {
    static final String KEY = "key";
    static final String VERSION = "version";
    static final String SUBMISSION = "submission";
    static final String RECORD_ID = "record_id";

    /** Whether the record is known to be canonical, known not to be, or new and undecided. */
    static final String STANDING = "standing";

    static final int DUPLICATE = 0;
    static final int CANONICAL = 1;
    static final int NEW = 2;

    /** One row per record and key; all rows of a key in one partition, sorted by key, version and submission. */
    static final StructType KEYED = new StructType(new StructField[] {
        DataTypes.createStructField(KEY, DataTypes.LongType, false),
        DataTypes.createStructField(VERSION, DataTypes.IntegerType, false),
        DataTypes.createStructField(SUBMISSION, DataTypes.LongType, false),
        DataTypes.createStructField(RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(STANDING, DataTypes.IntegerType, false)
    });

    static final String NEW_SUBMISSION = "new_submission";
    static final String NEW_ID = "new_id";
    static final String HOLDER_VERSION = "holder_version";
    static final String HOLDER_SUBMISSION = "holder_submission";
    static final String HOLDER_ID = "holder_id";

    /** A new record and an earlier one to compare it with. */
    static final StructType PAIR = new StructType(new StructField[] {
        DataTypes.createStructField(NEW_SUBMISSION, DataTypes.LongType, false),
        DataTypes.createStructField(NEW_ID, DataTypes.StringType, false),
        DataTypes.createStructField(HOLDER_VERSION, DataTypes.IntegerType, false),
        DataTypes.createStructField(HOLDER_SUBMISSION, DataTypes.LongType, false),
        DataTypes.createStructField(HOLDER_ID, DataTypes.StringType, false)
    });

    private static final long serialVersionUID = 1L;
    private static final int KEY_AT = 0;
    private static final int VERSION_AT = 1;
    private static final int SUBMISSION_AT = 2;
    private static final int ID_AT = 3;
    private static final int STANDING_AT = 4;

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        return new Iterator<>() {
            private final List<Row> holders = new ArrayList<>(DuplicateIndex.HOLDERS);
            private Iterator<Row> pairs = List.<Row>of().iterator();

            @Override
            public boolean hasNext() {
                while (!pairs.hasNext() && rows.hasNext()) {
                    pairs = pairs(rows.next(), holders).iterator();
                }
                return pairs.hasNext();
            }

            @Override
            public Row next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return pairs.next();
            }
        };
    }

    private static List<Row> pairs(Row row, List<Row> holders) {
        if (!holders.isEmpty() && holders.get(0).getLong(KEY_AT) != row.getLong(KEY_AT)) {
            holders.clear();
        }
        List<Row> pairs = new ArrayList<>();
        if (row.getInt(STANDING_AT) == NEW) {
            for (Row holder : holders) {
                if (holder.getInt(STANDING_AT) != DUPLICATE) {
                    pairs.add(RowFactory.create(
                            row.getLong(SUBMISSION_AT),
                            row.getString(ID_AT),
                            holder.getInt(VERSION_AT),
                            holder.getLong(SUBMISSION_AT),
                            holder.getString(ID_AT)));
                }
            }
        }
        if (holders.size() < DuplicateIndex.HOLDERS) {
            holders.add(row);
        }
        return pairs;
    }
}
