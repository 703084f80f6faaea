// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are created once, rows come back as they went in, overwriting touches what it names, tags stay. */
class LakeTest {
    @TempDir
    Path home;

    private LakeCatalog lake;

    @BeforeEach
    void openLake() {
        lake = TestLake.create(home.resolve("home with a space"));
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    @Test
    void everyDefinedTableExistsInFormatTwoAndInitialisingAgainChangesNothing() {
        Map<String, String> before = locations();
        LakeInit.run(lake);

        assertThat(locations()).isEqualTo(before).hasSize(LakeInit.definitions().size());
        for (TableDefinition definition : LakeInit.definitions()) {
            Table table = lake.table(definition);
            assertThat(table.properties()).as(definition.qualifiedName()).doesNotContainKey("format-version");
            assertThat(((org.apache.iceberg.HasTableOperations) table)
                            .operations()
                            .current()
                            .formatVersion())
                    .as(definition.qualifiedName())
                    .isEqualTo(2);
            assertThat(table.io()).isInstanceOf(LocalFileIO.class);
        }
    }

    private Map<String, String> locations() {
        Map<String, String> locations = new java.util.TreeMap<>();
        for (TableDefinition definition : LakeInit.definitions()) {
            locations.put(
                    definition.qualifiedName(), lake.table(definition).uuid().toString());
        }
        return locations;
    }

    @Test
    void anotherOpenerSeesTheSameTables() {
        try (LakeCatalog second = LakeCatalog.open(lake.configuration())) {
            assertThat(second.table(BronzeTables.BATCHES_TABLE).uuid())
                    .isEqualTo(lake.table(BronzeTables.BATCHES_TABLE).uuid());
        }
    }

    @Test
    void openersSeeWhatTheOthersWroteAfterTheyOpenedAndMayWriteThemselves() {
        try (LakeCatalog second = LakeCatalog.open(lake.configuration());
                LakeCatalog third = LakeCatalog.open(lake.configuration())) {
            List<LakeCatalog> openers = List.of(second, lake, third);
            List<Row> written = new ArrayList<>();
            for (int turn = 0; turn < 9; turn++) {
                Row row = epochRow(turn, turn);
                TableWriter.of(openers.get(turn % 3).table(RewardTables.EPOCHS_TABLE))
                        .append(List.of(row));
                written.add(row);
                for (LakeCatalog reader : openers) {
                    assertThat(TableReader.of(reader.table(RewardTables.EPOCHS_TABLE))
                                    .list())
                            .as("turn %d", turn)
                            .containsExactlyInAnyOrderElementsOf(written);
                }
            }
            LakeInit.createDatanet(second, "words");
            assertThat(lake.hasDatanet("words")).isTrue();
            LakeInit.createDatanet(third, "sentences");
            assertThat(second.hasDatanet("sentences")).isTrue();
        }
    }

    @Test
    void aLakeThatWasNeverInitialisedSaysSo() {
        try (LakeCatalog empty = LakeCatalog.open(Configuration.load(home.resolve("empty")))) {
            assertThatThrownBy(() -> empty.table(RegistryTables.KEYS_TABLE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("registry.keys")
                    .hasMessageContaining("initialise");
        }
    }

    @Test
    void aDatanetMayNotTakeTheNameOfTheDuplicatesTable() {
        assertThatThrownBy(() -> LakeInit.createDatanet(lake, "duplicates"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("reserved");
    }

    @Test
    void everyKindOfColumnComesBackAsItWentIn() throws IOException {
        Row row = TestLake.contribution("r1", "alice", TestLake.hash("root"), 3, "words", 7).toBuilder()
                .bytes(BronzeTables.PAYLOAD, new byte[] {0, -1, 127, -128})
                .texts(BronzeTables.CONSENT, List.of())
                .text(BronzeTables.LICENCE, "zwölf € 𝄞")
                .number(BronzeTables.ORIGIN_AT, Long.MAX_VALUE)
                .text(BronzeTables.ORIGIN, "")
                .flag(BronzeTables.GENERATED_BY_AI, false)
                .texts(BronzeTables.DERIVED_FROM, List.of())
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(1, 123_456_000))
                .build();
        TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).append(List.of(row));

        List<Row> read =
                TableReader.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).list();
        assertThat(read).containsExactly(row);
        assertThat(read.get(0).bytes(BronzeTables.PAYLOAD)).containsExactly(0, -1, 127, -128);
        assertThat(read.get(0).texts(BronzeTables.CONSENT)).isEmpty();
        try (Stream<Path> files = Files.walk(lake.configuration().home().resolve("lake/warehouse"))) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".crc"));
        }
    }

    @Test
    void aReaderProjectsFiltersAndGoesBackToASnapshot() {
        Table table = lake.table(BronzeTables.BATCHES_TABLE);
        TableWriter.of(table).append(List.of(TestLake.batch("alice", 0, 1, TestLake.hash("a"), "words", 0)));
        long first = table.currentSnapshot().snapshotId();
        TableWriter.of(table).append(List.of(TestLake.batch("bob", 0, 2, TestLake.hash("b"), "words", 1)));

        TableReader reader = TableReader.of(table).select(BronzeTables.SIGNER, BronzeTables.ITEM_COUNT);
        assertThat(reader.count()).isEqualTo(2);
        assertThat(reader.atSnapshot(first).list())
                .containsExactly(Row.builder()
                        .text(BronzeTables.SIGNER, "alice")
                        .number(BronzeTables.ITEM_COUNT, 1)
                        .build());
        assertThat(reader.whereEqual(BronzeTables.SIGNER, "bob").list())
                .extracting(row -> row.number(BronzeTables.ITEM_COUNT))
                .containsExactly(2L);
        assertThatThrownBy(() -> reader.list().get(0).text(BronzeTables.ROOT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no column root");
    }

    @Test
    void aRowThatLacksAColumnOrHasAnotherKindIsRefused() {
        TableWriter writer = TableWriter.of(lake.table(LedgerTables.LOG_TABLE));
        Row.Builder row = Row.builder().number(LedgerTables.INDEX, 0).text(LedgerTables.TYPE, "t");
        assertThatThrownBy(() -> writer.append(List.of(row.build()))).isInstanceOf(IllegalArgumentException.class);
        row.text(LedgerTables.ENTRY, "{}").int32(LedgerTables.LEAF_HASH, 1);
        assertThatThrownBy(() -> writer.append(List.of(row.build())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leaf_hash")
                .hasMessageContaining("Integer");
    }

    /** The oracle is a plain list that the same overwrites are applied to. */
    @Test
    void overwritingByExpressionEqualsTheSameChangeOfAList() {
        long seed = 20_240_501L;
        Random random = new Random(seed);
        Table table = lake.table(RewardTables.EPOCHS_TABLE);
        List<Row> expected = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            long epoch = random.nextInt(4);
            long poolBelow = random.nextInt(100);
            boolean alongPartitions = random.nextBoolean();
            List<Row> added = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                added.add(epochRow(alongPartitions ? epoch : random.nextInt(4), random.nextInt(100)));
            }
            if (alongPartitions) {
                TableWriter.of(table).overwrite(Expressions.equal(RewardTables.EPOCH, epoch), added);
                expected.removeIf(row -> row.number(RewardTables.EPOCH) == epoch);
            } else {
                TableWriter.of(table).overwrite(Expressions.lessThan(RewardTables.POOL, poolBelow), added);
                expected.removeIf(row -> row.number(RewardTables.POOL) < poolBelow);
            }
            expected.addAll(added);
            assertThat(TableReader.of(lake.table(RewardTables.EPOCHS_TABLE)).list())
                    .as("seed %d round %d", seed, round)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static Row epochRow(long epoch, long pool) {
        return Row.builder()
                .number(RewardTables.EPOCH, epoch)
                .text(RewardTables.KIND, "regular")
                .text(RewardTables.ADJUSTS, "")
                .text(RewardTables.RECORD, "{}")
                .text(RewardTables.RECORD_HASH, TestLake.hash("record").hex())
                .number(RewardTables.RECEIPTS, 1)
                .number(RewardTables.POOL, pool)
                .number(RewardTables.PAID, pool)
                .number(RewardTables.UNDISTRIBUTED, 0)
                .build();
    }

    @Test
    void overwritingWithNothingWhereNothingIsMakesNoSnapshot() {
        Table table = lake.table(RewardTables.EPOCHS_TABLE);
        TableWriter.of(table).append(List.of(epochRow(1, 5)));
        long before = table.currentSnapshot().snapshotId();
        TableWriter.of(table).overwrite(Expressions.equal(RewardTables.EPOCH, 2L), List.of());
        table.refresh();
        assertThat(table.currentSnapshot().snapshotId()).isEqualTo(before);
    }

    @Test
    void aTagKeepsItsSnapshotForEver() {
        Table table = lake.table(RewardTables.EPOCHS_TABLE);
        TableWriter.of(table).append(List.of(epochRow(1, 5)));
        long first = table.currentSnapshot().snapshotId();
        Tags.create(table, "v1", first);
        TableWriter.of(table).replaceAll(List.of(epochRow(2, 6)));
        long second = table.currentSnapshot().snapshotId();

        Tags.create(table, "v1", first);
        assertThatThrownBy(() -> Tags.create(table, "v1", second))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("v1")
                .hasMessageContaining(Long.toString(first))
                .hasMessageContaining(Long.toString(second));
        Table reloaded = lake.table(RewardTables.EPOCHS_TABLE);
        assertThat(Tags.list(reloaded)).containsExactlyEntriesOf(Map.of("v1", first));
        assertThat(TableReader.of(reloaded).atTag("v1").list()).containsExactly(epochRow(1, 5));
        assertThat(TableReader.of(reloaded).list()).containsExactly(epochRow(2, 6));
        assertThatThrownBy(() -> TableReader.of(reloaded).atTag("v2"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("no tag v2");
    }

    @Test
    void marksOfOlderSnapshotsHoldUntilANewerOne() {
        Table table = lake.table(BronzeTables.INFERENCES_TABLE);
        assertThat(BronzeMarks.watermarkMillis(table)).isEmpty();
        table.newAppend()
                .set(BronzeMarks.WATERMARK_MILLIS, "1700")
                .set(BronzeMarks.OFFSETS, BronzeMarks.formatOffsets(Map.of("inferences:1", 4L, "inferences:0", 12L)))
                .commit();
        long marked = table.currentSnapshot().snapshotId();
        table.newAppend().commit();
        assertThat(BronzeMarks.watermarkMillis(table)).hasValue(1700);
        assertThat(BronzeMarks.offsets(table)).isEqualTo(Map.of("inferences:0", 12L, "inferences:1", 4L));
        table.newAppend().set(BronzeMarks.WATERMARK_MILLIS, "1800").commit();
        assertThat(BronzeMarks.watermarkMillis(table)).hasValue(1800);
        assertThat(BronzeMarks.watermarkMillis(table, marked)).hasValue(1700);
    }

    @Test
    void localFilesCanBeListedAndDeletedByPrefix() throws IOException {
        LocalFileIO files = new LocalFileIO();
        String prefix = home.resolve("prefix%2F").toString();
        for (String name : List.of("a", "deep/b")) {
            try (var stream = files.newOutputFile(prefix + "/" + name).create()) {
                stream.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        assertThat(files.listPrefix(prefix))
                .extracting(org.apache.iceberg.io.FileInfo::location)
                .containsExactlyInAnyOrder(prefix + "/a", prefix + "/deep/b");
        assertThatThrownBy(() -> files.newOutputFile("file:" + prefix + "/a").create())
                .isInstanceOf(org.apache.iceberg.exceptions.AlreadyExistsException.class);
        files.deletePrefix(prefix);
        assertThat(Path.of(prefix)).doesNotExist();
        assertThatThrownBy(() -> files.newInputFile(prefix + "/a").newStream())
                .isInstanceOf(org.apache.iceberg.exceptions.NotFoundException.class);
    }
}
