// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.pipelines.PublishFixture.Batch;
import io.tributary.pipelines.PublishFixture.Item;
import io.tributary.pipelines.PublishRequest.Provenance;
import io.tributary.pipelines.PublishRequest.Withdrawal;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels and edits at publish, and the rows that are cut from what they make of records; the same story as the audit's test. */
class PublishChainsTest {
    private static final String SLUG = "chained";
    private static final Set<Hash> ACCEPTED = Stream.of("c-1", "c-2", "d-1", "h-1")
            .map(id -> Item.label(id, "", "").hash())
            .collect(Collectors.toSet());

    @TempDir
    static Path home;

    private static LakeCatalog lake;
    private static LakeSession session;
    private static PublishFixture fixture;

    @BeforeAll
    static void open() {
        Configuration configuration = Configuration.of(home, new Properties());
        lake = LakeCatalog.open(configuration);
        LakeInit.run(lake);
        session = LakeSession.open(configuration, "local[2]", "chains test");
        fixture = new PublishFixture(lake);
    }

    @AfterAll
    static void close() {
        session.close();
        lake.close();
    }

    @Test
    void labelsAndEditsComeInOnceAndByTheOwnersWordAndEarnWithTheText() {
        Batch first = batch(
                "alice",
                0,
                Item.of("a-1", words("a", ""), ""),
                Item.of("a-2", words("b", ""), "war"),
                Item.of("a-3", words("e", ""), "war"));
        Batch other = batch("bob", 0, Item.of("b-1", words("c", ""), "peace"), Item.label("b-2", "a-1", "war"));
        JsonObject v1 = publish(1, List.of(), first, other);
        assertThat(refusals(v1)).isEqualTo(Map.of("b-2", "record/v1#parent"));
        assertThat(credits(1)).isEmpty();

        JsonObject v2 = publish(
                2,
                List.of(),
                batch("carol", 0, Item.label("c-1", "a-1", "war"), Item.label("c-2", "a-1", "peace")),
                batch(
                        "dave",
                        0,
                        Item.edit("d-1", "a-2", words("b", "new")),
                        Item.edit("d-2", "b-1", words("c", "new"))),
                batch("eve", 0, Item.of("e-1", words("b", "copy"), "war")),
                batch(
                        "frank",
                        0,
                        Item.label("f-1", "a-1", "war"),
                        new Item("f-2", "x y", PublishFixture.Spoil.NOT, "label", "a-1", "war")),
                batch("alice", 1, Item.edit("a-4", "a-3", words("e", "mine"))));
        assertThat(refusals(v2))
                .isEqualTo(Map.of(
                        "c-2", "record/v1#label",
                        "d-2", "record/v1#review",
                        "f-1", "record/v1#review",
                        "f-2", "record/v1#label"));
        assertThat(duplicates()).isEqualTo(Map.of("e-1", "a-2"));
        assertThat(v2.integer("addedRecords")).isEqualTo(3);
        CreditLine labelled = line("alice data 7000", "carol label 3000");
        // One of 130 tokens was changed: 7000 / 130 is 53.8.
        CreditLine edited = line("alice data 6947", "alice label 3000", "dave data 53");
        assertThat(credits(2))
                .isEqualTo(Map.of(
                        "a-1", labelled.id() + " war",
                        "c-1", "is the label of a-1",
                        "a-2", "is replaced by d-1",
                        "d-1", edited.id() + " war",
                        "a-3", "is replaced by a-4",
                        "a-4", "alice war"));
        assertThat(Credits.lines(session.spark(), SLUG, 2))
                .isEqualTo(Map.of(labelled.id(), labelled, edited.id(), edited));
        assertThat(parts())
                .containsExactlyInAnyOrder(
                        "2 " + labelled.id() + " alice data 7000",
                        "2 " + labelled.id() + " carol label 3000",
                        "2 " + edited.id() + " alice data 6947",
                        "2 " + edited.id() + " alice label 3000",
                        "2 " + edited.id() + " dave data 53");
        assertThat(rows(2))
                .containsExactlyInAnyOrder(
                        labelled.id() + " war a-1", edited.id() + " war d-1", "alice war a-4", "bob peace b-1");

        publish(
                3,
                List.of(new Withdrawal(3, List.of("a-2", "a-4", "c-1"))),
                batch("gil", 0, Item.of("g-1", words("f", ""), "war")));
        assertThat(credits(3)).isEqualTo(Map.of("d-1", "edits a-2, which the version does not have"));
        assertThat(rows(3)).containsExactlyInAnyOrder("alice war a-3", "bob peace b-1", "gil war g-1");
        assertThat(rows(2)).hasSize(4);
    }

    private static CreditLine line(String... parts) {
        return new CreditLine(Stream.of(parts)
                .map(part -> part.split(" "))
                .map(part -> new CreditLine.Part(part[0], part[1], Integer.parseInt(part[2])))
                .toList());
    }

    /** 130 words that no other name has; the last one may be another. */
    private static String words(String name, String last) {
        String head = IntStream.range(0, 129).mapToObj(i -> name + i).collect(Collectors.joining(" "));
        return head + " " + (last.isEmpty() ? name + 129 : last);
    }

    private static Batch batch(String contributor, long sequence, Item... items) {
        Batch batch = new Batch(SLUG, contributor, sequence, List.of(items));
        fixture.ingest(batch);
        return batch;
    }

    private static JsonObject publish(int version, List<Withdrawal> withdrawn, Batch... batches) {
        PublishRequest request = new PublishRequest(
                SLUG,
                version,
                Stream.of(batches).map(Batch::root).toList(),
                DuplicateRule.JACCARD.id(),
                withdrawn,
                RuleSet.OPEN,
                Optional.of(new Provenance(
                        ProvenanceParts.DEFAULT,
                        1,
                        ACCEPTED,
                        Set.of(Item.label("f-1", "", "").hash()))));
        JobContext context = new JobContext(session.spark(), lake.configuration(), line -> {});
        return new PublishJob().run(context, PublishRequest.of(request.toJson()).toJson());
    }

    private static Map<String, String> refusals(JsonObject result) {
        Map<String, String> refusals = new TreeMap<>();
        result.objects("refused").forEach(refusal -> refusals.put(refusal.text("recordId"), refusal.text("rule")));
        return refusals;
    }

    private static Map<String, String> duplicates() {
        Map<String, String> duplicates = new TreeMap<>();
        TableReader.of(lake.table(DatanetTables.DUPLICATES_TABLE))
                .forEach(row ->
                        duplicates.put(row.text(DatanetTables.RECORD_ID), row.text(DatanetTables.CANONICAL_RECORD_ID)));
        return duplicates;
    }

    private static Map<String, String> credits(int version) {
        Map<String, String> credits = new TreeMap<>();
        for (Row row : TableReader.of(lake.table(DatanetTables.CREDITS_TABLE)).list()) {
            if (row.int32(DatanetTables.VERSION) == version) {
                credits.put(
                        row.text(DatanetTables.RECORD_ID),
                        row.text(DatanetTables.LINE).isEmpty()
                                ? row.text(DatanetTables.REASON)
                                : row.text(DatanetTables.LINE) + " " + row.text(DatanetTables.LABEL));
            }
        }
        return credits;
    }

    private static List<String> parts() {
        return TableReader.of(lake.table(DatanetTables.PARTS_TABLE)).list().stream()
                .map(row -> row.int32(DatanetTables.VERSION) + " " + row.text(DatanetTables.LINE) + " "
                        + row.text(DatanetTables.CONTRIBUTOR) + " " + row.text(DatanetTables.ROLE) + " "
                        + row.int32(DatanetTables.BASIS_POINTS))
                .toList();
    }

    /** The rows of a version: whose, of which label, from which record. */
    private static List<String> rows(int version) {
        DatanetVersion records = new DatanetVersion(session.spark()
                .read()
                .option("tag", DatanetTables.tagOf(version))
                .table("lake.datanets." + SLUG));
        return PassageCut.of(records, Credits.of(session.spark(), SLUG, version), 2).collectAsList().stream()
                .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(3))
                .toList();
    }
}
