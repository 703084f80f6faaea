// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.row_number;

import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.PendingBatches;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The contributions of the batches that a version is to hold: one row for each record id, opened and checked. */
final class PublishBronze {
    private static final String PLACE = "place";
    private static final String COPY = "copy";

    /** Iceberg prunes by lists up to this length. */
    private static final int BATCHES_NAMED_MAX = 200;

    private static final StructType PLACES = new StructType(new StructField[] {
        DataTypes.createStructField(BronzeTables.BATCH_ROOT, DataTypes.StringType, false),
        DataTypes.createStructField(PLACE, DataTypes.LongType, false)
    });

    private final SparkSession spark;
    private final PublishRequest request;

    PublishBronze(SparkSession spark, PublishRequest request) {
        this.spark = spark;
        this.request = request;
    }

    /**
     * Requires that every batch arrived with all of its items.
     *
     * @throws UnavailableException naming a batch that did not
     */
    void requireComplete(LakeCatalog lake) {
        PendingBatches present = PendingBatches.among(lake, request.datanet(), Set.copyOf(request.batches()));
        for (PendingBatches.Incomplete batch : present.incomplete()) {
            throw new UnavailableException("batch " + batch.root() + " of " + batch.signer() + " has "
                    + batch.itemsFound() + " of " + batch.itemCount() + " items in bronze; ingest again first");
        }
        Set<Hash> arrived = new HashSet<>(present.roots());
        for (Hash root : request.batches()) {
            if (!arrived.contains(root)) {
                throw new UnavailableException("batch " + root + " of Datanet " + request.datanet()
                        + " is anchored but not in bronze; ingest again first");
            }
        }
    }

    /**
     * The records in columns of {@link PublishUnseal#SCHEMA}. Where a record id came twice, in a replay or another batch, the row
     * submitted first stands. Ids that come again are sought here, among all, so that no row is moved for it.
     *
     * @param isKnown tells the record ids of earlier versions and their duplicates, which are left out
     * @throws UnavailableException if a sealing key is missing
     */
    Dataset<Row> open(Predicate<String> isKnown, KeyStore keys) {
        Dataset<Row> arrived = arrived();
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        for (String id :
                arrived.select(BronzeTables.RECORD_ID).as(Encoders.STRING()).collectAsList()) {
            if (isKnown.test(id)) {
                known.add(id);
            } else if (!seen.add(id)) {
                repeated.add(id);
            }
        }
        Dataset<Row> sealed = firstCopies(without(arrived, known), repeated);
        Broadcast<Map<String, byte[]>> secrets =
                JavaSparkContext.fromSparkContext(spark.sparkContext()).broadcast(secrets(sealed, keys));
        return sealed.mapPartitions(
                new PublishUnseal(request.datanet(), request.rules(), request.kinds(), secrets),
                Encoders.row(PublishUnseal.SCHEMA));
    }

    private Dataset<Row> arrived() {
        Dataset<Row> contributions = spark.table(
                        LakeSession.CATALOG + "." + BronzeTables.CONTRIBUTIONS_TABLE.qualifiedName())
                .where(col(BronzeTables.DATANET).equalTo(request.datanet()));
        if (request.batches().size() <= BATCHES_NAMED_MAX) {
            // Files without any of them need not be opened.
            contributions = contributions.where(col(BronzeTables.BATCH_ROOT)
                    .isin(request.batches().stream().map(Hash::hex).toArray()));
        }
        return contributions
                .join(broadcast(places()), BronzeTables.BATCH_ROOT)
                .withColumn(NearDuplicates.SUBMISSION, submission())
                .drop(PLACE);
    }

    private Dataset<Row> without(Dataset<Row> rows, Set<String> ids) {
        return ids.isEmpty() ? rows : rows.join(idRows(ids), new String[] {BronzeTables.RECORD_ID}, "left_anti");
    }

    /** One row of each record id. Only rows of ids that came more than once are moved between partitions. */
    private Dataset<Row> firstCopies(Dataset<Row> rows, Set<String> repeated) {
        if (repeated.isEmpty()) {
            return rows;
        }
        Dataset<Row> first = rows.join(idRows(repeated), new String[] {BronzeTables.RECORD_ID}, "left_semi")
                .withColumn(
                        COPY,
                        row_number()
                                .over(Window.partitionBy(BronzeTables.RECORD_ID).orderBy(NearDuplicates.SUBMISSION)))
                .where(col(COPY).equalTo(1))
                .drop(COPY);
        return without(rows, repeated).unionByName(first);
    }

    private Dataset<Row> idRows(Set<String> ids) {
        return spark.createDataset(new ArrayList<>(ids), Encoders.STRING()).toDF(BronzeTables.RECORD_ID);
    }

    private Dataset<Row> places() {
        List<Row> places = new ArrayList<>();
        for (int place = 0; place < request.batches().size(); place++) {
            places.add(RowFactory.create(request.batches().get(place).hex(), (long) place));
        }
        return spark.createDataFrame(places, PLACES);
    }

    /** Place of the batch on the ledger, then index: one number, so that everything orders by it. */
    private static org.apache.spark.sql.Column submission() {
        return col(PLACE)
                .multiply(1L << Integer.SIZE)
                .plus(col(BronzeTables.ITEM_INDEX).cast("long"));
    }

    /** Only keys of the contributors' own are looked up; rows that name another are refused later. */
    private Map<String, byte[]> secrets(Dataset<Row> sealed, KeyStore keys) {
        Map<String, byte[]> secrets = new HashMap<>();
        for (Row row : sealed.select(BronzeTables.CONTRIBUTOR, BronzeTables.KEY_REF)
                .distinct()
                .collectAsList()) {
            String keyRef = KeyStore.keyRef(row.getString(0), request.datanet());
            if (keyRef.equals(row.getString(1))) {
                secrets.put(
                        keyRef,
                        keys.findSealingSecret(keyRef)
                                .orElseThrow(() -> new UnavailableException("no sealing key " + keyRef
                                        + " in the key store; its records can not be opened")));
            }
        }
        return secrets;
    }
}
