// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.influence.provenance.Chains;
import io.tributary.influence.provenance.Credit;
import io.tributary.influence.provenance.EditSize;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.rule.Refusal;
import io.tributary.tables.DatanetTables;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Labels and edits at publish: which are taken, and what they make of the version's records. Texts are compared where they lie; what
 * comes to the driver is a line for each label and each edit, and for each record that one of them names.
 */
final class PublishChains {
    private static final String ORDER = "chain_order";
    private static final String NAMED = "named";
    private static final String NAMED_TEXT = "named_text";
    private static final int NOT_COMPARED = -1;
    private static final StructType MEASURED = new StructType(new StructField[] {
        DataTypes.createStructField(DatanetTables.RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.KIND, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.PARENT, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.CONTRIBUTOR, DataTypes.StringType, false),
        DataTypes.createStructField(DatanetTables.LABEL, DataTypes.StringType, false),
        DataTypes.createStructField(PublishUnseal.ITEM, DataTypes.StringType, false),
        DataTypes.createStructField(ORDER, DataTypes.LongType, false),
        DataTypes.createStructField("tokens", DataTypes.IntegerType, false),
        DataTypes.createStructField("changed", DataTypes.IntegerType, false)
    });
    private static final StructType REFUSALS = new StructType(new StructField[] {
        DataTypes.createStructField(DatanetTables.RECORD_ID, DataTypes.StringType, false),
        DataTypes.createStructField(NAMED, DataTypes.StringType, false)
    });

    private final SparkSession spark;
    private final PublishRequest request;

    PublishChains(SparkSession spark, PublishRequest request) {
        this.spark = spark;
        this.request = request;
    }

    /**
     * What was decided.
     *
     * @param opened the new records, refused labels and edits with their refusals
     * @param ancestors by edit that is taken the texts that it goes back to
     */
    record Taken(Dataset<Row> opened, Map<String, Set<String>> ancestors) {}

    /** A record with what decides on it: its place in the order and the hash of its item. */
    private record Placed(ChainRecord record, long order, String item) {}

    /**
     * Takes labels and edits or refuses them.
     *
     * @param standing what the version keeps of the one before
     * @param opened new records, columns of {@link PublishUnseal#SCHEMA}
     */
    Taken take(Dataset<Row> standing, Dataset<Row> opened) {
        if (request.provenance().isEmpty()) {
            return new Taken(opened, Map.of());
        }
        PublishRequest.Provenance provenance = request.provenance().get();
        Dataset<Row> links = opened.where(col(PublishUnseal.REFUSAL).equalTo("").and(isLink(col(DatanetTables.KIND))))
                .withColumn(ORDER, col(NearDuplicates.SUBMISSION));
        List<Placed> asked = measured(standing, links);
        if (asked.isEmpty()) {
            return new Taken(opened, Map.of());
        }
        Chains chains = new Chains(chainRecords(standing, Optional.of(links)), provenance.parts());
        Map<String, Set<String>> ancestors = new HashMap<>();
        List<Row> refusals = new ArrayList<>();
        for (Placed link : asked) {
            Optional<Refusal> refusal = chains.refusal(link.record(), provenance.review(Hash.ofHex(link.item())));
            if (refusal.isPresent()) {
                refusals.add(RowFactory.create(
                        link.record().recordId(), refusal.get().toString()));
            } else {
                ancestors.put(link.record().recordId(), chains.ancestors(link.record()));
            }
        }
        Dataset<Row> refused = spark.createDataFrame(refusals, REFUSALS);
        return new Taken(
                opened.join(broadcast(refused), new String[] {DatanetTables.RECORD_ID}, "left_outer")
                        .withColumn(PublishUnseal.REFUSAL, coalesce(col(NAMED), col(PublishUnseal.REFUSAL)))
                        .drop(NAMED),
                ancestors);
    }

    /**
     * What the labels and edits of a version make of its records.
     *
     * @param standing what it keeps of the one before
     * @param added what it adds
     * @return rows of {@link DatanetTables#CREDITS_TABLE}
     */
    Dataset<Row> credits(Dataset<Row> standing, Dataset<Row> added) {
        List<Row> rows = new ArrayList<>();
        if (request.provenance().isPresent()) {
            Dataset<Row> all = standing.unionByName(added);
            Chains chains = new Chains(
                    chainRecords(all, Optional.empty()),
                    request.provenance().get().parts());
            chains.credits().forEach((recordId, credit) -> rows.add(row(recordId, credit)));
        }
        return spark.createDataFrame(rows, Credits.SCHEMA);
    }

    private Row row(String recordId, Credit credit) {
        return RowFactory.create(
                request.datanet(),
                request.version(),
                recordId,
                credit.owner(),
                credit.label(),
                credit.reason(),
                credit.line().map(line -> line.toJson().toString()).orElse(""),
                credit.sources().toArray(String[]::new));
    }

    private static Column isLink(Column kind) {
        return kind.isin(ChainRecord.LABEL, ChainRecord.EDIT);
    }

    /** Labels and edits that count in the version, and what they or the asked ones name, in submission order. */
    private List<ChainRecord> chainRecords(Dataset<Row> version, Optional<Dataset<Row>> asked) {
        Dataset<Row> placed =
                version.withColumn(ORDER, col(DatanetTables.SUBMISSION_ORDER)).withColumn(PublishUnseal.ITEM, lit(""));
        // An edit of a version before there was a rule stays a record like any other.
        Column since = col(DatanetTables.VERSION)
                .geq(request.provenance().map(PublishRequest.Provenance::since).orElse(Integer.MAX_VALUE));
        Dataset<Row> links = placed.where(isLink(col(DatanetTables.KIND)).and(since));
        List<Placed> standing = measured(version, links);
        if (standing.isEmpty() && asked.isEmpty()) {
            return List.of();
        }
        Column name = col(DatanetTables.PARENT).as(DatanetTables.RECORD_ID);
        Dataset<Row> names = asked.map(rows -> links.select(name).union(rows.select(name)))
                .orElse(links.select(name))
                .distinct();
        Dataset<Row> named = placed.join(names, new String[] {DatanetTables.RECORD_ID}, "left_semi")
                .where(not(isLink(col(DatanetTables.KIND)).and(since)))
                .withColumn(
                        DatanetTables.KIND,
                        when(isLink(col(DatanetTables.KIND)), "record").otherwise(col(DatanetTables.KIND)));
        Map<String, Placed> records = new LinkedHashMap<>();
        standing.forEach(link -> records.put(link.record().recordId(), link));
        measured(version, named).forEach(text -> records.put(text.record().recordId(), text));
        return records.values().stream()
                .sorted(Comparator.comparingLong(Placed::order))
                .map(Placed::record)
                .toList();
    }

    /** Records in order, edits among them compared with what they name. */
    private static List<Placed> measured(Dataset<Row> version, Dataset<Row> records) {
        MapFunction<Row, Row> measure = row -> {
            boolean edit = row.getString(1).equals(ChainRecord.EDIT) && !row.isNullAt(8);
            Optional<EditSize> size = edit ? EditSize.of(row.getString(8), row.getString(7)) : Optional.empty();
            return RowFactory.create(
                    row.getString(0),
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getLong(6),
                    size.map(EditSize::tokens).orElse(NOT_COMPARED),
                    size.map(EditSize::changed).orElse(NOT_COMPARED));
        };
        Dataset<Row> texts = version.select(
                col(DatanetTables.RECORD_ID).as(NAMED), col(DatanetTables.TEXT).as(NAMED_TEXT));
        List<Placed> placed = new ArrayList<>();
        for (Row row : records.join(texts, col(DatanetTables.PARENT).equalTo(col(NAMED)), "left_outer")
                .select(
                        DatanetTables.RECORD_ID,
                        DatanetTables.KIND,
                        DatanetTables.PARENT,
                        DatanetTables.CONTRIBUTOR,
                        DatanetTables.LABEL,
                        PublishUnseal.ITEM,
                        ORDER,
                        DatanetTables.TEXT,
                        NAMED_TEXT)
                .map(measure, Encoders.row(MEASURED))
                .orderBy(ORDER)
                .collectAsList()) {
            placed.add(placed(row));
        }
        return placed;
    }

    private static Placed placed(Row row) {
        Optional<EditSize> size = row.getInt(7) == NOT_COMPARED
                ? Optional.empty()
                : Optional.of(new EditSize(row.getInt(7), row.getInt(8)));
        return new Placed(
                new ChainRecord(
                        row.getString(0), row.getString(1), row.getString(2), row.getString(3), row.getString(4), size),
                row.getLong(6),
                row.getString(5));
    }
}
