// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import io.tributary.influence.CanonicalText;
import io.tributary.influence.Passage;
import io.tributary.influence.Passages;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.ModelTables;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Cuts a Datanet version into training passages: the texts of one contributor or line and label, joined in submission order.
 * Records without a label are not trained on. A partition holds whole groups, sorted, and only one group is in memory
 * at a time.
 */
final class PassageCut {

    /** The tokens of a passage; dropped once features are made. */
    static final String TOKENS = "tokens";

    /** For each token the place in the submission order of the record that holds it; dropped once repeats are left out. */
    static final String ORDERS = "orders";

    /** Columns of a passage; {@link #TOKENS} is the last. */
    static final StructType SCHEMA = new StructType(new StructField[] {
        field(ModelTables.CONTRIBUTOR, DataTypes.StringType),
        field(ModelTables.LABEL, DataTypes.StringType),
        field(ModelTables.ROW_INDEX, DataTypes.IntegerType),
        field(ModelTables.FIRST_RECORD_ID, DataTypes.StringType),
        field(ModelTables.LAST_RECORD_ID, DataTypes.StringType),
        field(ModelTables.FIRST_CHAR, DataTypes.IntegerType),
        field(ModelTables.LAST_CHAR, DataTypes.IntegerType),
        field(ModelTables.TEXT, DataTypes.StringType),
        field(TOKENS, DataTypes.createArrayType(DataTypes.StringType, false))
    });

    /** Columns of the result: {@link #SCHEMA} and {@link #ORDERS}. */
    private static final StructType PLACED =
            SCHEMA.add(field(ORDERS, DataTypes.createArrayType(DataTypes.LongType, false)));

    private PassageCut() {}

    static StructField field(String name, org.apache.spark.sql.types.DataType type) {
        return new StructField(name, type, false, Metadata.empty());
    }

    /**
     * The passages of all labelled records, with {@link #ORDERS}.
     *
     * @param credits what labels and edits make of records, see {@link Credits#of}
     */
    static Dataset<Row> of(DatanetVersion version, Dataset<Row> credits, int partitions) {
        MapPartitionsFunction<Row, Row> cut = Groups::new;
        return credited(version.records(), credits)
                .where(col(DatanetTables.LABEL)
                        .notEqual("")
                        .and(col(DatanetTables.CONTRIBUTOR).notEqual("")))
                .select(
                        DatanetTables.CONTRIBUTOR,
                        DatanetTables.LABEL,
                        DatanetTables.SUBMISSION_ORDER,
                        DatanetTables.RECORD_ID,
                        DatanetTables.TEXT)
                .repartition(partitions, col(DatanetTables.CONTRIBUTOR), col(DatanetTables.LABEL))
                .sortWithinPartitions(DatanetTables.CONTRIBUTOR, DatanetTables.LABEL, DatanetTables.SUBMISSION_ORDER)
                .mapPartitions(cut, Encoders.row(PLACED));
    }

    /** Whoever labelled or edited has a part in the line that stands for the contributor. */
    private static Dataset<Row> credited(Dataset<Row> records, Dataset<Row> credits) {
        String given = "given_label";
        return records.join(
                        broadcast(credits.select(
                                col(DatanetTables.RECORD_ID),
                                col(DatanetTables.LINE),
                                col(DatanetTables.LABEL).as(given))),
                        new String[] {DatanetTables.RECORD_ID},
                        "left_outer")
                .withColumn(
                        DatanetTables.CONTRIBUTOR, coalesce(col(DatanetTables.LINE), col(DatanetTables.CONTRIBUTOR)))
                .withColumn(DatanetTables.LABEL, coalesce(col(given), col(DatanetTables.LABEL)));
    }

    /** Walks sorted records and yields the passages of one (contributor, label) after the other. */
    private static final class Groups implements Iterator<Row> {
        private static final int CONTRIBUTOR = 0;
        private static final int LABEL = 1;
        private static final int ORDER = 2;
        private static final int RECORD_ID = 3;
        private static final int TEXT = 4;

        private final Iterator<Row> records;
        private Iterator<Row> passages = List.<Row>of().iterator();
        private List<Row> next = new ArrayList<>();

        Groups(Iterator<Row> records) {
            this.records = records;
        }

        @Override
        public boolean hasNext() {
            while (!passages.hasNext()) {
                List<Row> group = nextGroup();
                if (group.isEmpty()) {
                    return false;
                }
                passages = cut(group).iterator();
            }
            return true;
        }

        @Override
        public Row next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return passages.next();
        }

        private List<Row> nextGroup() {
            List<Row> group = next;
            next = new ArrayList<>();
            while (records.hasNext()) {
                Row record = records.next();
                if (!group.isEmpty() && !sameGroup(group.get(0), record)) {
                    next.add(record);
                    return group;
                }
                group.add(record);
            }
            return group;
        }

        private static boolean sameGroup(Row left, Row right) {
            return left.getString(CONTRIBUTOR).equals(right.getString(CONTRIBUTOR))
                    && left.getString(LABEL).equals(right.getString(LABEL));
        }

        private static List<Row> cut(List<Row> group) {
            List<String> texts = group.stream()
                    .map(record -> CanonicalText.of(record.getString(TEXT)))
                    .toList();
            List<Long> orders =
                    group.stream().map(record -> record.getLong(ORDER)).toList();
            List<Row> rows = new ArrayList<>();
            for (Passage passage : Passages.cut(texts)) {
                rows.add(RowFactory.create(
                        group.get(0).getString(CONTRIBUTOR),
                        group.get(0).getString(LABEL),
                        rows.size(),
                        group.get(passage.firstDocument()).getString(RECORD_ID),
                        group.get(passage.lastDocument()).getString(RECORD_ID),
                        passage.firstChar(),
                        passage.endChar(),
                        display(passage, texts),
                        passage.tokens().toArray(String[]::new),
                        passage.placed(orders).orders().toArray(Long[]::new)));
            }
            return rows;
        }

        /** As {@link Passage#text}, without normalising a long document again for every passage inside it. */
        private static String display(Passage passage, List<String> texts) {
            if (passage.firstDocument() == passage.lastDocument()) {
                return texts.get(passage.firstDocument()).substring(passage.firstChar(), passage.endChar());
            }
            return passage.text(texts);
        }
    }
}
