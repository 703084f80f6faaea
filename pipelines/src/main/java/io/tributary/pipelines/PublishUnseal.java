// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetRecord;
import io.tributary.protocol.rule.RecordFacts;
import io.tributary.protocol.rule.Refusal;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyStore;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Opens the sealed payloads of bronze rows and checks what is inside. What breaks a rule gets a reason and empty content; the same row
 * always gets the same answer. Reasons are fixed phrases, for the content is personal.
 */
final class PublishUnseal implements MapPartitionsFunction<Row, Row> {
    /** Why the record is refused, id of the rule and a phrase; empty if it is not. */
    static final String REFUSAL = "refusal";

    /** Leaf hash of the item, which a review names. */
    static final String ITEM = "item";

    /** The columns of the answer: those of a Datanet table known so far, {@link #ITEM}, {@link NearDuplicates#SUBMISSION} and {@link #REFUSAL}. */
    static final StructType SCHEMA = new StructType(new StructField[] {
        field(DatanetTables.RECORD_ID, DataTypes.StringType),
        field(DatanetTables.CONTRIBUTOR, DataTypes.StringType),
        field(DatanetTables.KIND, DataTypes.StringType),
        field(DatanetTables.PARENT, DataTypes.StringType),
        field(DatanetTables.BATCH_ROOT, DataTypes.StringType),
        field(DatanetTables.ITEM_INDEX, DataTypes.IntegerType),
        field(DatanetTables.TITLE, DataTypes.StringType),
        field(DatanetTables.LABEL, DataTypes.StringType),
        field(DatanetTables.TEXT, DataTypes.StringType),
        field(DatanetTables.SALT, DataTypes.StringType),
        field(DatanetTables.LICENCE, DataTypes.StringType),
        field(DatanetTables.CONSENT, DataTypes.createArrayType(DataTypes.StringType)),
        field(DatanetTables.EXPIRES, DataTypes.StringType),
        field(DatanetTables.ORIGIN_AT, DataTypes.LongType),
        field(DatanetTables.LEAF_HASH, DataTypes.StringType),
        field(ITEM, DataTypes.StringType),
        field(NearDuplicates.SUBMISSION, DataTypes.LongType),
        field(REFUSAL, DataTypes.StringType)
    });

    /** Rules that hold in every Datanet. */
    private static final String FORM = "record/v1#";

    private static final long serialVersionUID = 1L;

    private final String datanet;
    private final RuleSet rules;
    private final Set<String> kinds;
    private final Broadcast<Map<String, byte[]>> secrets;

    /**
     * Opens records of one Datanet.
     *
     * @param rules the rule set in force
     * @param kinds kinds of record that a version may hold
     * @param secrets sealing secrets by key reference; workers of a cluster get them through Spark, whose traffic is to be encrypted
     */
    PublishUnseal(String datanet, RuleSet rules, Set<String> kinds, Broadcast<Map<String, byte[]>> secrets) {
        this.datanet = datanet;
        this.rules = rules;
        this.kinds = new HashSet<>(kinds);
        this.secrets = secrets;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Map<String, SealingKey> keys = new HashMap<>();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return open(rows.next(), keys);
            }
        };
    }

    private Row open(Row row, Map<String, SealingKey> keys) {
        String keyRef = row.getAs(BronzeTables.KEY_REF);
        if (!keyRef.equals(KeyStore.keyRef(row.getAs(BronzeTables.CONTRIBUTOR), datanet))) {
            return refused(row, "sealed", "names the sealing key of somebody else");
        }
        SealingKey key = keys.computeIfAbsent(
                keyRef,
                name -> SealingKey.of(Objects.requireNonNull(secrets.value().get(name), name)));
        byte[] plaintext;
        try {
            plaintext = key.open(row.getAs(BronzeTables.RECORD_ID), row.getAs(BronzeTables.PAYLOAD));
        } catch (InvalidInputException e) {
            return refused(row, "sealed", "does not open with its sealing key");
        }
        Content content;
        try {
            content = Content.read(plaintext);
        } catch (InvalidInputException e) {
            return refused(row, "content", "content is not of the form content/v1");
        }
        return check(row, content);
    }

    private Row check(Row row, Content content) {
        if (!content.salt().equals(row.getAs(BronzeTables.SALT))) {
            return refused(row, "salt", "content and item have different salts");
        }
        String kind = row.getAs(BronzeTables.KIND);
        if (!kinds.contains(kind)) {
            return refused(row, "kind", "a label, prompt or feedback is no text of a version; it stays in bronze");
        }
        if (kind.equals(ChainRecord.LABEL)
                && (content.label().isBlank() || !content.text().isEmpty())) {
            return refused(row, "label", "a label has a label and no text");
        }
        if (!kind.equals(ChainRecord.LABEL) && content.text().isBlank()) {
            return refused(row, "text", "text is empty");
        }
        if (row.<String>getAs(BronzeTables.LICENCE).isBlank()) {
            return refused(row, "licence", "licence is missing");
        }
        if (consent(row).isEmpty()) {
            return refused(row, "consent", "consent is missing");
        }
        Optional<Refusal> refusal = rules.atPublish(new RecordFacts(
                row.getAs(BronzeTables.KIND),
                content.label(),
                content.text(),
                row.getAs(BronzeTables.LICENCE),
                consent(row),
                row.getAs(BronzeTables.EXPIRES)));
        if (refusal.isPresent()) {
            return refused(row, refusal.get());
        }
        try {
            String leafHash = record(row, content).leafHash().hex();
            return answer(row, content.title(), content.label(), content.text(), leafHash, "");
        } catch (InvalidInputException e) {
            return refused(row, "form", "a field is not of the form record/v1");
        }
    }

    private DatanetRecord record(Row row, Content content) {
        return new DatanetRecord(
                row.getAs(BronzeTables.RECORD_ID),
                datanet,
                row.getAs(BronzeTables.CONTRIBUTOR),
                row.getAs(BronzeTables.KIND),
                row.getAs(BronzeTables.PARENT),
                Hash.ofHex(row.getAs(BronzeTables.BATCH_ROOT)),
                row.<Integer>getAs(BronzeTables.ITEM_INDEX),
                row.getAs(BronzeTables.LICENCE),
                consent(row),
                row.getAs(BronzeTables.EXPIRES),
                content.leafHash());
    }

    private static List<String> consent(Row row) {
        return row.getList(row.fieldIndex(BronzeTables.CONSENT));
    }

    private static Row refused(Row row, String rule, String reason) {
        return refused(row, new Refusal(FORM + rule, reason));
    }

    private static Row refused(Row row, Refusal refusal) {
        return answer(row, "", "", "", "", refusal.toString());
    }

    private static Row answer(Row row, String title, String label, String text, String leafHash, String refusal) {
        return RowFactory.create(
                row.getAs(BronzeTables.RECORD_ID),
                row.getAs(BronzeTables.CONTRIBUTOR),
                row.getAs(BronzeTables.KIND),
                row.getAs(BronzeTables.PARENT),
                row.getAs(BronzeTables.BATCH_ROOT),
                row.getAs(BronzeTables.ITEM_INDEX),
                title,
                label,
                text,
                row.getAs(BronzeTables.SALT),
                row.getAs(BronzeTables.LICENCE),
                consent(row).toArray(String[]::new),
                row.getAs(BronzeTables.EXPIRES),
                row.getAs(BronzeTables.ORIGIN_AT),
                leafHash,
                row.getAs(BronzeTables.LEAF_HASH),
                row.getAs(NearDuplicates.SUBMISSION),
                refusal);
    }

    private static StructField field(String name, org.apache.spark.sql.types.DataType type) {
        return DataTypes.createStructField(name, type, false);
    }
}
