// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static io.tributary.ingestion.flink.SampleNetwork.SPEECHES;
import static io.tributary.ingestion.flink.SampleNetwork.batch;
import static io.tributary.ingestion.flink.SampleNetwork.draft;
import static io.tributary.ingestion.flink.SampleNetwork.drafts;
import static io.tributary.ingestion.flink.SampleNetwork.seal;
import static io.tributary.ingestion.flink.SampleNetwork.signer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import io.tributary.tables.BronzeTables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.table.data.RowData;
import org.apache.iceberg.Schema;
import org.junit.jupiter.api.Test;

class BatchPartTest {
    private static final int MAX_PARALLELISM = IngestTopology.MAX_PARALLELISM;
    private static final Schema SCHEMA = BronzeTables.CONTRIBUTIONS_TABLE.schema();
    private static final BatchVerifier VERIFIER = new BatchVerifier(
            new BatchVerifier.Limits(
                    SampleNetwork.NETWORK,
                    SampleNetwork.LIMITS.bytesMax(),
                    SampleNetwork.LIMITS.itemsMax(),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1_000)),
            new SampleDirectory());

    @Test
    void partsHoldEachItemOnceAtTheTaskThatFlinkKeepsItsKeyAt() throws IOException {
        BatchPart all = part(batch(signer("alice"), SPEECHES, 3, drafts("r", 40)));
        for (int tasks = 1; tasks <= 5; tasks++) {
            List<ItemPlace> found = new ArrayList<>();
            for (BatchPart part : all.by(ItemKey.ID, MAX_PARALLELISM, tasks)) {
                int owner = owner(part.leadingKey(ItemKey.ID), tasks);
                for (ItemPlace item : part.items()) {
                    assertThat(owner(item.id(), tasks))
                            .as("%s of %d tasks", item.id(), tasks)
                            .isEqualTo(owner);
                }
                found.addAll(part.items());
            }
            found.sort(Comparator.comparing(ItemPlace::from));

            assertThat(found).as("%d tasks", tasks).isEqualTo(all.items());
        }
    }

    @Test
    void itemsTravelByteForByteWithoutTheRestOfTheirBatch() throws IOException {
        BatchPart all = part(batch(signer("alice"), SPEECHES, 3, drafts("r", 40)));
        for (BatchPart sent : all.by(ItemKey.ID, MAX_PARALLELISM, 3)) {
            BatchPart received = travelled(sent);

            assertThat(received.items()).extracting(ItemPlace::id).isEqualTo(ids(sent));
            for (ItemPlace item : received.items()) {
                assertThat(Hash.leaf(received.canonical(item))).as(item.id()).isEqualTo(item.leafHash());
            }
            assertThat(received.batch().root()).isEqualTo(all.batch().root());
            assertThat(received.batch().value().length).isLessThan(all.batch().value().length);
        }
    }

    @Test
    void anItemOfAnotherTaskStopsTheJob() throws Exception {
        BatchPart all = part(batch(signer("alice"), SPEECHES, 3, drafts("r", 40)));
        int task = owner(all.leadingKey(ItemKey.ID), 2);
        try (KeyedOneInputStreamOperatorTestHarness<String, BatchPart, BatchPart> first = harness(task)) {
            first.open();

            assertThatThrownBy(() -> first.processElement(new StreamRecord<>(all)))
                    .rootCause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("KeyGroupRange");
        }
    }

    @Test
    void onePartOfABatchIsTakenByItsTask() throws Exception {
        BatchPart all = part(batch(signer("alice"), SPEECHES, 3, drafts("r", 40)));
        List<String> taken = new ArrayList<>();
        for (BatchPart part : all.by(ItemKey.ID, MAX_PARALLELISM, 2)) {
            try (KeyedOneInputStreamOperatorTestHarness<String, BatchPart, BatchPart> task =
                    harness(owner(part.leadingKey(ItemKey.ID), 2))) {
                task.open();
                task.processElement(new StreamRecord<>(part, 7));
                task.processElement(new StreamRecord<>(part, 8));

                task.extractOutputValues().forEach(out -> taken.addAll(ids(out)));
                assertThat(task.getSideOutput(IngestTopology.REJECTIONS))
                        .hasSize(part.items().size())
                        .allSatisfy(
                                refusal -> assertThat(refusal.getTimestamp()).isEqualTo(8));
            }
        }

        assertThat(taken).containsExactlyInAnyOrderElementsOf(ids(all));
    }

    /** The thorough reader of items is the oracle. */
    @Test
    void rowsSayWhatTheItemsSay() throws Exception {
        BatchPart all = part(mixed(signer("alice")));
        ContributionRows rows = new ContributionRows(SCHEMA);
        rows.open(null);
        List<RowData> made = new ArrayList<>();
        rows.flatMap(travelled(all), new ListCollector<>(made));

        assertThat(made).hasSameSizeAs(all.items());
        for (int i = 0; i < made.size(); i++) {
            ItemPlace place = all.items().get(i);
            ContributionItem item = ContributionItem.of(CanonicalJson.reread(all.canonical(place)));
            assertThat(texts(made.get(i)))
                    .as(item.recordId())
                    .containsExactly(
                            item.recordId(),
                            item.kind(),
                            item.parent(),
                            item.contributor(),
                            item.datanet(),
                            item.keyRef(),
                            item.licence(),
                            item.expires(),
                            item.salt(),
                            item.provenance().origin(),
                            place.leafHash().hex());
            assertThat(made.get(i).getArray(column(BronzeTables.CONSENT)).size())
                    .isEqualTo(item.consent().size());
            assertThat(made.get(i).getInt(column(BronzeTables.ITEM_INDEX))).isEqualTo(i);
            assertThat(made.get(i).getBinary(column(BronzeTables.PAYLOAD)))
                    .asHexString()
                    .isEqualToIgnoringCase(item.payload());
        }
    }

    private static List<String> texts(RowData row) {
        return List.of(
                        BronzeTables.RECORD_ID,
                        BronzeTables.KIND,
                        BronzeTables.PARENT,
                        BronzeTables.CONTRIBUTOR,
                        BronzeTables.DATANET,
                        BronzeTables.KEY_REF,
                        BronzeTables.LICENCE,
                        BronzeTables.EXPIRES,
                        BronzeTables.SALT,
                        BronzeTables.ORIGIN,
                        BronzeTables.LEAF_HASH)
                .stream()
                .map(name -> new String(row.getString(column(name)).toBytes(), StandardCharsets.UTF_8))
                .toList();
    }

    private static int column(String name) {
        return SCHEMA.columns().indexOf(SCHEMA.findField(name));
    }

    /** Items of which neighbours differ in what the quick reader takes for repeated. */
    private static Contributions mixed(BatchSigner signer) {
        List<ContributionItem> items = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ContributionDraft plain = draft("m-" + i, i);
            ContributionDraft draft = new ContributionDraft(
                    plain.recordId(),
                    i % 3 == 0 ? "label" : "document",
                    i % 3 == 0 ? "r-" + i : "",
                    plain.title(),
                    plain.label(),
                    plain.text(),
                    i % 4 < 2 ? "CC0-1.0" : "CC-BY-4.0",
                    i % 5 < 2 ? List.of("research", "training") : List.of("training"),
                    i % 6 < 3 ? "" : "2999-01-01",
                    plain.salt(),
                    plain.originAt());
            items.add(signer.item(draft, SPEECHES, 3, i, seal(signer.signer())));
        }
        return signer.sign(SPEECHES, 3, items);
    }

    private static List<String> ids(BatchPart part) {
        return part.items().stream().map(ItemPlace::id).toList();
    }

    private static int owner(String key, int tasks) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, MAX_PARALLELISM, tasks);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, BatchPart, BatchPart> harness(int task)
            throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                DeduplicateOperator.by(ItemKey.ID, Rule.RECORD_DUPLICATE),
                part -> part.leadingKey(ItemKey.ID),
                Types.STRING,
                MAX_PARALLELISM,
                2,
                task);
    }

    private static BatchPart part(Contributions batch) {
        KafkaValue value = new KafkaValue(Topics.CONTRIBUTIONS, 0, 9, 1_000, batch.bytes());
        return BatchPart.all(((Verdict.Accepted) VERIFIER.verify(value)).batch())
                .get(0);
    }

    private static BatchPart travelled(BatchPart part) throws IOException {
        TypeSerializer<BatchPart> serializer = BatchPart.TYPE.createSerializer(null);
        DataOutputSerializer out = new DataOutputSerializer(1024);
        serializer.serialize(part, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }
}
