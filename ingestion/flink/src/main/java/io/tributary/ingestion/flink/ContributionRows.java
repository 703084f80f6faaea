// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.ItemFields;
import io.tributary.protocol.record.ItemFields.Field;
import io.tributary.tables.BronzeTables;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.util.Collector;
import org.apache.iceberg.Schema;

/**
 * The rows of {@code bronze.contributions}. What all items of a batch have in common becomes a value once a part, and of what an item says
 * for itself only what differs from the item before becomes a new one.
 */
final class ContributionRows extends RichFlatMapFunction<BatchPart, RowData> {
    private static final long serialVersionUID = 1L;

    /** Text columns of few values, with the fields they come from. */
    private static final Map<String, Field> OFTEN_THE_SAME = Map.of(
            BronzeTables.KIND, Field.KIND,
            BronzeTables.PARENT, Field.PARENT,
            BronzeTables.KEY_REF, Field.KEY_REF,
            BronzeTables.LICENCE, Field.LICENCE,
            BronzeTables.EXPIRES, Field.EXPIRES,
            BronzeTables.ORIGIN, Field.ORIGIN);

    /** What is the same for all items of a batch: each says it of itself too, and a batch in which one says otherwise is refused. */
    private static final List<String> OF_THE_BATCH = List.of(
            BronzeTables.CONTRIBUTOR,
            BronzeTables.DATANET,
            BronzeTables.BATCH,
            BronzeTables.BATCH_ROOT,
            BronzeTables.KEY_ID,
            BronzeTables.KAFKA_PARTITION,
            BronzeTables.KAFKA_OFFSET,
            BronzeTables.APPENDED_AT);

    private static final ArrayData NOTHING = RowAssembler.array(List.of());

    private final RowAssembler assembler;
    private final int[] common;
    private final int recordId;
    private final int salt;
    private final int leafHash;
    private final int itemIndex;
    private final int payload;
    private final int consent;
    private final int originAt;
    private final int generatedByAi;
    private final int derivedFrom;

    private transient ItemFields current;
    private transient ItemFields previous;
    private transient List<RepeatedText> repeated;
    private transient RepeatedTexts consents;

    /** Rows of this schema. */
    ContributionRows(Schema schema) {
        assembler = new RowAssembler(schema);
        common = OF_THE_BATCH.stream().mapToInt(assembler::place).toArray();
        recordId = assembler.place(BronzeTables.RECORD_ID);
        salt = assembler.place(BronzeTables.SALT);
        leafHash = assembler.place(BronzeTables.LEAF_HASH);
        itemIndex = assembler.place(BronzeTables.ITEM_INDEX);
        payload = assembler.place(BronzeTables.PAYLOAD);
        consent = assembler.place(BronzeTables.CONSENT);
        originAt = assembler.place(BronzeTables.ORIGIN_AT);
        generatedByAi = assembler.place(BronzeTables.GENERATED_BY_AI);
        derivedFrom = assembler.place(BronzeTables.DERIVED_FROM);
    }

    @Override
    public void open(OpenContext context) {
        current = new ItemFields();
        previous = new ItemFields();
        repeated = OFTEN_THE_SAME.entrySet().stream()
                .map(text -> new RepeatedText(assembler.place(text.getKey()), text.getValue()))
                .toList();
        consents = new RepeatedTexts();
    }

    @Override
    public void flatMap(BatchPart part, Collector<RowData> out) {
        Object[] ofTheBatch = ofTheBatch(part.batch());
        for (ItemPlace place : part.items()) {
            GenericRowData row = assembler.empty();
            for (int i = 0; i < common.length; i++) {
                row.setField(common[i], ofTheBatch[i]);
            }
            fill(row, part, place);
            out.collect(assembler.whole(row));
        }
    }

    /** Values of {@link #OF_THE_BATCH}. */
    private static Object[] ofTheBatch(VerifiedBatch batch) {
        return new Object[] {
            StringData.fromString(batch.signer()),
            StringData.fromString(batch.datanet()),
            batch.sequence(),
            StringData.fromString(batch.root()),
            StringData.fromString(batch.keyId()),
            batch.partition(),
            batch.offset(),
            TimestampData.fromEpochMillis(batch.appendedMillis())
        };
    }

    private void fill(GenericRowData row, BatchPart part, ItemPlace place) {
        ItemFields item = current;
        current = previous;
        previous = item;
        row.setField(leafHash, StringData.fromBytes(digits(place.leafHash())));
        if (item.readAfter(current, part.batch().value(), place.from()) && item.number(Field.ORIGIN_AT) >= 0) {
            fill(row, item);
        } else {
            fill(row, ContributionItem.of(CanonicalJson.reread(part.canonical(place))));
        }
    }

    private void fill(GenericRowData row, ItemFields item) {
        for (RepeatedText text : repeated) {
            row.setField(text.place, text.value(item));
        }
        row.setField(recordId, StringData.fromBytes(copy(item, Field.RECORD_ID)));
        row.setField(salt, StringData.fromBytes(copy(item, Field.SALT)));
        row.setField(itemIndex, Math.toIntExact(item.number(Field.INDEX)));
        row.setField(payload, item.hex(Field.PAYLOAD));
        row.setField(consent, consents.value(item));
        row.setField(originAt, item.number(Field.ORIGIN_AT));
        row.setField(generatedByAi, item.flag(Field.GENERATED_BY_AI));
        row.setField(
                derivedFrom,
                item.length(Field.DERIVED_FROM) == 0 ? NOTHING : RowAssembler.array(item.texts(Field.DERIVED_FROM)));
    }

    private void fill(GenericRowData row, ContributionItem item) {
        row.setField(recordId, StringData.fromString(item.recordId()));
        row.setField(assembler.place(BronzeTables.KIND), StringData.fromString(item.kind()));
        row.setField(assembler.place(BronzeTables.PARENT), StringData.fromString(item.parent()));
        row.setField(assembler.place(BronzeTables.KEY_REF), StringData.fromString(item.keyRef()));
        row.setField(assembler.place(BronzeTables.LICENCE), StringData.fromString(item.licence()));
        row.setField(assembler.place(BronzeTables.EXPIRES), StringData.fromString(item.expires()));
        row.setField(
                assembler.place(BronzeTables.ORIGIN),
                StringData.fromString(item.provenance().origin()));
        row.setField(salt, StringData.fromString(item.salt()));
        row.setField(itemIndex, item.index());
        row.setField(payload, HexFormat.of().parseHex(item.payload()));
        row.setField(consent, RowAssembler.array(item.consent()));
        row.setField(originAt, item.originAt());
        row.setField(generatedByAi, item.provenance().generatedByAi());
        row.setField(derivedFrom, RowAssembler.array(item.provenance().derivedFrom()));
    }

    /** The digits as bytes, which is what the writer wants them as. */
    private static byte[] digits(Hash hash) {
        return hash.hex().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether a field says what it said the last time, byte for byte. */
    private static boolean same(ItemFields item, Field field, byte[] known) {
        return Arrays.equals(item.bytes(), item.from(field), item.to(field), known, 0, known.length);
    }

    private static byte[] copy(ItemFields item, Field field) {
        return Arrays.copyOfRange(item.bytes(), item.from(field), item.to(field));
    }

    private static final class RepeatedText {
        private final int place;
        private final Field field;
        private byte[] bytes = {};
        private StringData value = StringData.fromString("");

        RepeatedText(int place, Field field) {
            this.place = place;
            this.field = field;
        }

        StringData value(ItemFields item) {
            if (!same(item, field, bytes)) {
                bytes = copy(item, field);
                value = StringData.fromBytes(bytes);
            }
            return value;
        }
    }

    /** Nearly every item consents to what the one before has consented to. */
    private static final class RepeatedTexts {
        private byte[] bytes = {};
        private ArrayData value = NOTHING;

        ArrayData value(ItemFields item) {
            if (!same(item, Field.CONSENT, bytes)) {
                bytes = copy(item, Field.CONSENT);
                value = RowAssembler.array(item.texts(Field.CONSENT));
            }
            return value;
        }
    }
}
