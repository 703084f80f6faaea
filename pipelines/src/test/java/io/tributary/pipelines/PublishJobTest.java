// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.pipelines.PublishFixture.Batch;
import io.tributary.pipelines.PublishFixture.Expected;
import io.tributary.pipelines.PublishFixture.Item;
import io.tributary.pipelines.PublishFixture.Spoil;
import io.tributary.pipelines.PublishRequest.Withdrawal;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.Tags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version is what the sequential rule makes of the anchored batches, and running again never changes it. */
class PublishJobTest {
    private static final RuleSet SHORT =
            new RuleSet("short/v1", List.of(), false, 0, 3, List.of(), List.of(), List.of(), List.of(), false);

    @TempDir
    static Path home;

    private static LakeCatalog lake;
    private static LakeSession session;
    private static PublishFixture fixture;

    @BeforeAll
    static void open() {
        Configuration configuration = Configuration.load(home);
        lake = LakeCatalog.open(configuration);
        LakeInit.run(lake);
        fixture = new PublishFixture(lake);
        session = LakeSession.open(configuration, "local[2]", "publish test");
    }

    @AfterAll
    static void close() {
        session.close();
        lake.close();
    }

    @Test
    void laterVersionsKeepEarlierRecordsAndCompareWithCanonicalOnesOnly() {
        Batch alice = new Batch("fruits", "alice", 0, List.of(Item.of("ra-0", "apple"), Item.of("ra-1", "caf\u00e9")));
        Batch bob = new Batch(
                "fruits",
                "bob",
                0,
                List.of(
                        Item.of("rb-0", "cafe\u0301"),
                        new Item("rb-1", "pear", Spoil.GARBAGE_PAYLOAD),
                        new Item("rb-2", "plum", Spoil.NO_CONSENT),
                        new Item("rb-3", "fig", Spoil.NOT_CONTENT),
                        new Item("rb-4", "lime", Spoil.OTHER_SALT),
                        new Item("rb-5", "date", Spoil.FOREIGN_KEY),
                        Item.of("rb-6", "cherry"),
                        new Item("rb-7", "sweet", Spoil.A_LABEL),
                        new Item("rb-8", "one two three four", Spoil.TOO_LONG)));
        fixture.ingest(bob);
        fixture.ingest(alice);

        JsonObject first = publish("fruits", 1, alice, bob);
        Expected expected = PublishFixture.publish(List.of(alice, bob));
        assertVersion(first, expected);
        assertThat(expected.duplicates()).isEqualTo(Map.of("rb-0", "ra-1"));
        assertThat(first.integer("refusedCount")).isEqualTo(7);
        assertThat(first.objects("refused"))
                .extracting(refusal ->
                        refusal.text("recordId") + " by " + refusal.text("rule") + ": " + refusal.text("reason"))
                .containsExactly(
                        "rb-1 by record/v1#sealed: does not open with its sealing key",
                        "rb-2 by record/v1#consent: consent is missing",
                        "rb-3 by record/v1#content: content is not of the form content/v1",
                        "rb-4 by record/v1#salt: content and item have different salts",
                        "rb-5 by record/v1#sealed: names the sealing key of somebody else",
                        "rb-7 by record/v1#kind: a label, prompt or feedback is no text of a version; it stays in bronze",
                        "rb-8 by short/v1#length: 4 words, want 0 to 3");
        assertThat(first.objects("contributors"))
                .extracting(JsonObject::toString)
                .containsExactly(
                        "{\"addedRecords\":\"2\",\"contributor\":\"alice\",\"duplicates\":\"0\",\"records\":\"2\",\"refused\":\"0\"}",
                        "{\"addedRecords\":\"1\",\"contributor\":\"bob\",\"duplicates\":\"1\",\"records\":\"1\",\"refused\":\"7\"}");
        assertThat(first.hash("parentRoot")).isEqualTo(Hash.empty());

        Batch more = new Batch(
                "fruits",
                "alice",
                1,
                List.of(Item.of("ra-2", "cherry"), Item.of("ra-3", "grape"), Item.of("ra-0", "kiwi")));
        fixture.ingest(more);
        JsonObject second = publish("fruits", 2, more);
        Batch moreWithoutReusedId = new Batch(
                "fruits", "alice", 1, List.of(more.items().get(0), more.items().get(1)));
        assertVersion(second, PublishFixture.publish(List.of(alice, bob, moreWithoutReusedId)));
        assertThat(second.hash("parentRoot")).isEqualTo(first.hash("root"));
        VersionEntry entry = VersionEntry.of(second.object("entry"));
        assertThat(entry.recordCount()).isEqualTo(second.integer("recordCount")).isEqualTo(4);

        assertThat(rowsAt("fruits", "v1")).hasSize(3);
        assertThat(publish("fruits", 1, alice, bob).hash("root")).isEqualTo(first.hash("root"));
    }

    @Test
    void theOrderOnTheLedgerDecidesWhoIsTheOriginal() {
        Batch alice = new Batch("order", "alice", 0, List.of(Item.of("a", "same"), Item.of("b", "same")));
        Batch bob = new Batch("order", "bob", 0, List.of(Item.of("c", "same")));
        fixture.ingest(alice);
        fixture.ingest(bob);
        assertVersion(publish("order", 1, bob, alice), PublishFixture.publish(List.of(bob, alice)));
        assertThat(PublishFixture.publish(List.of(bob, alice)).duplicates()).isEqualTo(Map.of("a", "c", "b", "c"));
    }

    @Test
    void nearCopiesOfEarlierVersionsAreSetAsideByTheirRule() {
        String text = "the people of every state have an equal right to be heard and to be answered in their own time";
        Batch alice = new Batch("near", "alice", 0, List.of(Item.of("a-0", text), Item.of("a-1", "pear")));
        Batch bob = new Batch(
                "near",
                "bob",
                0,
                List.of(
                        Item.of("b-0", "The People of every state have an equal right -- to be heard!"),
                        Item.of("b-1", text.replace("in their own", "within our")),
                        Item.of("b-2", "a text of nobody else about the harbours of the northern coast in winter")));
        fixture.ingest(alice);
        fixture.ingest(bob);
        publish(DuplicateRule.JACCARD, "near", 1, alice);
        JsonObject second = publish(DuplicateRule.JACCARD, "near", 2, bob);
        assertThat(second.integer("duplicateCount")).isEqualTo(2);
        assertThat(second.integer("addedRecords")).isEqualTo(1);
        assertThat(TableReader.of(lake.table(DatanetTables.DUPLICATES_TABLE))
                        .whereEqual(DatanetTables.DATANET, "near")
                        .list())
                .extracting(row ->
                        row.text(DatanetTables.RECORD_ID) + " repeats " + row.text(DatanetTables.CANONICAL_RECORD_ID))
                .containsExactlyInAnyOrder("b-0 repeats a-0", "b-1 repeats a-0");
        assertThat(TableReader.of(lake.table(DatanetTables.PRINTS_TABLE))
                        .whereEqual(DatanetTables.DATANET, "near")
                        .list())
                .extracting(row -> row.text(DatanetTables.RECORD_ID) + " v" + row.int32(DatanetTables.VERSION) + " "
                        + row.flag(DatanetTables.CANONICAL))
                .containsExactlyInAnyOrder("a-0 v1 true", "a-1 v1 true", "b-0 v2 false", "b-1 v2 false", "b-2 v2 true");
    }

    @Test
    void generatedBatchesGiveWhatTheSequentialRuleGives() {
        long seed = 7_331;
        Random random = new Random(seed);
        List<Batch> batches = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            List<Item> items = new ArrayList<>();
            for (int index = 0; index < 20; index++) {
                items.add(Item.of("r" + random.nextInt(1_000_000_000), "text " + random.nextInt(60)));
            }
            batches.add(new Batch("generated", "c" + number % 3, number, items));
        }
        List<Batch> arrival = new ArrayList<>(batches);
        Collections.shuffle(arrival, random);
        arrival.forEach(fixture::ingest);
        fixture.replay(batches.get(2));
        Collections.shuffle(batches, random);

        Batch[] firstHalf = batches.subList(0, 3).toArray(Batch[]::new);
        Batch[] secondHalf = batches.subList(3, 6).toArray(Batch[]::new);
        assertThat(publish("generated", 1, firstHalf).hash("root"))
                .as("seed %d", seed)
                .isEqualTo(PublishFixture.publish(List.of(firstHalf)).root());
        assertVersion(publish("generated", 2, secondHalf), PublishFixture.publish(batches));
    }

    @Test
    void aSecondRunWritesNothingAndARunAfterAKillOrARewriteGivesTheSameVersion() {
        Batch alice = new Batch("again", "alice", 0, List.of(Item.of("a", "one"), Item.of("b", "two")));
        Batch bob = new Batch("again", "bob", 0, List.of(Item.of("c", "two"), Item.of("d", "three")));
        fixture.ingest(alice);
        fixture.ingest(bob);
        JsonObject first = publish("again", 1, alice, bob);
        assertThat(publish("again", 1, alice, bob)).isEqualTo(first);

        // As a kill between the last write and the tag leaves it.
        lake.datanet("again").manageSnapshots().removeTag("v1").commit();
        // As a kill between the two writes leaves it, with rows of the killed run in one of the tables.
        Table records = lake.datanet("again");
        records.newDelete()
                .deleteFromRowFilter(org.apache.iceberg.expressions.Expressions.alwaysTrue())
                .commit();
        for (String table : List.of("bronze.contributions", "bronze.batches")) {
            session.spark()
                    .sql("CALL lake.system.rewrite_data_files(table => '" + table
                            + "', options => map('rewrite-all', 'true'))")
                    .collectAsList();
        }
        JsonObject again = publish("again", 1, alice, bob);
        assertThat(again.hash("root")).isEqualTo(first.hash("root"));
        assertThat(again.hash("duplicatesRoot")).isEqualTo(first.hash("duplicatesRoot"));
        assertThat(Tags.find(lake.datanet("again"), "v1")).hasValue(again.integer("snapshotId"));
        assertVersion(again, PublishFixture.publish(List.of(alice, bob)));
    }

    @Test
    void aPublishedVersionIsNeverReplacedAndNoneIsSkipped() {
        Batch alice = new Batch("fixed", "alice", 0, List.of(Item.of("a", "one")));
        Batch bob = new Batch("fixed", "bob", 0, List.of(Item.of("b", "two")));
        fixture.ingest(alice);
        fixture.ingest(bob);
        JsonObject first = publish("fixed", 1, alice);
        assertThatThrownBy(() -> publish("fixed", 1, alice, bob))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(first.text("root"))
                .hasMessageContaining("never changes");
        assertThat(Tags.list(lake.datanet("fixed")))
                .containsExactlyEntriesOf(Map.of("v1", first.integer("snapshotId")));
        assertThat(rowsAt("fixed", "v1")).hasSize(1);
        assertThatThrownBy(() -> publish("fixed", 3, bob))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("has no version v2");
    }

    @Test
    void aVersionLacksWhatWasWithdrawnAndEarlierVersionsKeepIt() {
        Batch alice = new Batch("left", "alice", 0, List.of(Item.of("a-0", "apple"), Item.of("a-1", "pear")));
        Batch bob = new Batch("left", "bob", 0, List.of(Item.of("b-0", "apple"), Item.of("b-1", "plum")));
        Batch carol = new Batch("left", "carol", 0, List.of(Item.of("c-0", "apple"), Item.of("c-1", "plum")));
        Batch withdrawnUnseen = new Batch("left", "dave", 0, List.of(Item.of("d-0", "fig"), Item.of("d-1", "lime")));
        List.of(alice, bob, carol, withdrawnUnseen).forEach(fixture::ingest);
        Withdrawal second = new Withdrawal(2, List.of("a-0"));
        Withdrawal third = new Withdrawal(3, List.of("b-1", "d-0"));

        JsonObject first = publish(DuplicateRule.EXACT, List.of(), "left", 1, alice);
        JsonObject lacking = publish(DuplicateRule.EXACT, List.of(second), "left", 2, bob);
        Expected expected = PublishFixture.publish(List.of(alice, bob), Set.of("a-0"));
        assertThat(lacking.hash("root")).isEqualTo(expected.root());
        assertThat(expected.duplicates()).isEqualTo(Map.of("b-0", "a-0"));
        assertThat(lacking.hash("duplicatesRoot")).isEqualTo(expected.duplicatesRoot());
        assertThat(lacking.hash("parentRoot")).isEqualTo(first.hash("root"));
        assertThat(orders("v1")).isEqualTo(Map.of("a-0", 0L, "a-1", 1L));
        assertThat(orders("v2")).isEqualTo(Map.of("a-1", 1L, "b-1", 2L));
        assertThat(publish(DuplicateRule.EXACT, List.of(second), "left", 2, bob))
                .isEqualTo(lacking);

        JsonObject without = publish(DuplicateRule.EXACT, List.of(second, third), "left", 3);
        assertThat(without.hash("root"))
                .isEqualTo(PublishFixture.publish(List.of(alice, bob), Set.of("a-0", "b-1"))
                        .root());
        JsonObject fourth = publish(DuplicateRule.EXACT, List.of(second, third), "left", 4, carol, withdrawnUnseen);
        assertThat(fourth.integer("duplicateCount"))
                .as("copies of withdrawn texts stay out")
                .isEqualTo(3);
        assertThat(orders("v4")).isEqualTo(Map.of("a-1", 1L, "d-1", 3L));
        assertThat(orders("v1").keySet()).isEqualTo(Set.of("a-0", "a-1"));
    }

    private static Map<String, Long> orders(String tag) {
        Map<String, Long> orders = new TreeMap<>();
        rowsAt("left", tag)
                .forEach(row ->
                        orders.put(row.text(DatanetTables.RECORD_ID), row.number(DatanetTables.SUBMISSION_ORDER)));
        return orders;
    }

    @Test
    void aBatchThatDidNotArriveCompletelyStopsTheVersion() {
        Batch alice = new Batch("partial", "alice", 0, List.of(Item.of("a", "one")));
        assertThatThrownBy(() -> publish("partial", 1, alice))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining(alice.root().hex())
                .hasMessageContaining("ingest again");
        assertThat(Tags.list(lake.datanet("partial"))).isEmpty();
    }

    private static JsonObject publish(String datanet, int version, Batch... batches) {
        return publish(DuplicateRule.EXACT, datanet, version, batches);
    }

    private static JsonObject publish(DuplicateRule rule, String datanet, int version, Batch... batches) {
        return publish(rule, List.of(), datanet, version, batches);
    }

    private static JsonObject publish(
            DuplicateRule rule, List<Withdrawal> withdrawn, String datanet, int version, Batch... batches) {
        PublishRequest request = new PublishRequest(
                datanet,
                version,
                Stream.of(batches).map(Batch::root).toList(),
                rule.id(),
                withdrawn,
                datanet.equals("fruits") ? SHORT : RuleSet.OPEN,
                Optional.empty());
        JobContext context = new JobContext(session.spark(), lake.configuration(), line -> {});
        return new PublishJob().run(context, PublishRequest.of(request.toJson()).toJson());
    }

    private static List<Row> rowsAt(String datanet, String tag) {
        return TableReader.of(lake.datanet(datanet)).atTag(tag).list();
    }

    private static void assertVersion(JsonObject result, Expected expected) {
        String datanet = result.text("datanet");
        List<Row> rows = rowsAt(datanet, result.text("tag"));
        rows.sort(Comparator.comparingLong(row -> row.number(DatanetTables.SUBMISSION_ORDER)));
        assertThat(rows).extracting(row -> row.text(DatanetTables.RECORD_ID)).isEqualTo(expected.recordIds());
        assertThat(rows)
                .extracting(row -> row.number(DatanetTables.SUBMISSION_ORDER))
                .isEqualTo(Stream.iterate(0L, order -> order + 1)
                        .limit(rows.size())
                        .toList());
        Map<String, String> duplicates = new TreeMap<>();
        TableReader.of(lake.table(DatanetTables.DUPLICATES_TABLE))
                .whereEqual(DatanetTables.DATANET, datanet)
                .forEach(row ->
                        duplicates.put(row.text(DatanetTables.RECORD_ID), row.text(DatanetTables.CANONICAL_RECORD_ID)));
        assertThat(duplicates).isEqualTo(expected.duplicates());
        assertThat(result.hash("root")).isEqualTo(expected.root());
        assertThat(result.hash("duplicatesRoot")).isEqualTo(expected.duplicatesRoot());
        assertThat(result.integer("recordCount")).isEqualTo(rows.size());
        assertThat(result.integer("duplicateCount")).isEqualTo(duplicates.size());
    }
}
