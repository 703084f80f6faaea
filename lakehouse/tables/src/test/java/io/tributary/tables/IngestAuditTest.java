// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.merkle.Hash;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bronze as a correct ingestion leaves it: offset 0 holds alice's batch of two, offset 1 a value refused as a whole, offset 2 bob's batch of
 * two of which one item was a duplicate. Each test then plants one fault.
 */
class IngestAuditTest {
    private static final Hash ALICE_ROOT = TestLake.hash("alice 0");
    private static final Hash BOB_ROOT = TestLake.hash("bob 5");

    @TempDir
    Path home;

    private LakeCatalog lake;

    @BeforeEach
    void fillLake() {
        lake = TestLake.create(home);
        append(
                BronzeTables.BATCHES_TABLE,
                TestLake.batch("bob", 5, 2, BOB_ROOT, "words", 2),
                TestLake.batch("alice", 0, 2, ALICE_ROOT, "words", 0));
        append(
                BronzeTables.CONTRIBUTIONS_TABLE,
                TestLake.contribution("r1", "alice", ALICE_ROOT, 0, "words", 0),
                TestLake.contribution("r2", "alice", ALICE_ROOT, 1, "words", 0),
                TestLake.contribution("r3", "bob", BOB_ROOT, 0, "words", 2));
        append(
                BronzeTables.REJECTIONS_TABLE,
                TestLake.rejection("signature.invalid", 4, "mallory", 1),
                TestLake.rejection("record.duplicate", 1, "bob", 2));
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    @Test
    void aCorrectIngestionIsCleanAndItsItemsAddUp() {
        IngestAudit.Report report = IngestAudit.contributions(lake);
        assertThat(report.findings()).isEmpty();
        assertThat(report).isEqualTo(new IngestAudit.Report("contributions", 3, 2, 8, 3, 4, 1, List.of()));
        assertThat(IngestAudit.inferences(lake))
                .isEqualTo(new IngestAudit.Report("inferences", 0, 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void aMissingOffsetInTheMiddleIsFound() {
        append(BronzeTables.REJECTIONS_TABLE, TestLake.rejection("json.syntax", 1, "", 5));
        assertThat(IngestAudit.contributions(lake).findings())
                .containsExactly("contributions: 2 offsets neither accepted nor refused: partition 0 offset 3, "
                        + "partition 0 offset 4");
    }

    @Test
    void aMissingOffsetAtTheEndIsFoundByTheCommittedOne() {
        lake.table(BronzeTables.CONTRIBUTIONS_TABLE)
                .newAppend()
                .set(BronzeMarks.OFFSETS, BronzeMarks.formatOffsets(Map.of("contributions:0", 4L, "inferences:0", 9L)))
                .commit();
        assertThat(IngestAudit.contributions(lake).findings())
                .containsExactly("contributions: 1 offsets neither accepted nor refused: partition 0 offset 3");
    }

    @Test
    void aRowThatIsThereTwiceIsFound() {
        append(BronzeTables.CONTRIBUTIONS_TABLE, TestLake.contribution("r2", "alice", ALICE_ROOT, 1, "words", 0));
        assertThat(IngestAudit.contributions(lake).findings())
                .containsExactly(
                        "contributions: 1 ids in more than one row: r2",
                        "contributions: 1 batches whose items do not add up: partition 0 offset 0 (2 items signed, 3 found)",
                        "items in 8, but accepted 4 + rejected 4 + duplicates 1 = 9");
    }

    @Test
    void aBatchThatIsThereTwiceIsFound() {
        append(BronzeTables.BATCHES_TABLE, TestLake.batch("alice", 0, 2, ALICE_ROOT, "words", 0));
        assertThat(IngestAudit.contributions(lake).findings())
                .containsExactly("contributions: 1 batches at one offset twice: partition 0 offset 0");
    }

    @Test
    void aLostRowAndARowWithoutBatchAreFound() {
        append(BronzeTables.BATCHES_TABLE, TestLake.batch("carol", 0, 1, TestLake.hash("carol"), "words", 3));
        append(
                BronzeTables.CONTRIBUTIONS_TABLE,
                TestLake.contribution("r9", "dave", TestLake.hash("dave"), 0, "words", 4));
        assertThat(IngestAudit.contributions(lake).findings())
                .containsExactly(
                        "contributions: 1 batches whose items do not add up: partition 0 offset 3 (1 items signed, 0 found)",
                        "contributions: 1 offsets with rows but no batch: partition 0 offset 4");
    }

    @Test
    void pendingBatchesAreOrderedBySignerAndSequenceAndWaitForTheirItems() {
        Hash later = TestLake.hash("alice 10");
        Hash incomplete = TestLake.hash("carol");
        append(
                BronzeTables.BATCHES_TABLE,
                TestLake.batch("alice", 10, 1, later, "words", 3),
                TestLake.batch("alice", 9, 1, TestLake.hash("elsewhere"), "other", 4),
                TestLake.batch("carol", 0, 2, incomplete, "words", 5),
                TestLake.batch("alice", 0, 2, ALICE_ROOT, "words", 0));
        append(
                BronzeTables.CONTRIBUTIONS_TABLE,
                TestLake.contribution("r8", "alice", later, 0, "words", 3),
                TestLake.contribution("r9", "carol", incomplete, 0, "words", 5),
                TestLake.contribution("r9", "carol", incomplete, 0, "words", 5));

        PendingBatches pending = PendingBatches.of(lake, "words", Set.of(), signer -> true);
        assertThat(pending.roots()).containsExactly(ALICE_ROOT, later, BOB_ROOT);
        assertThat(pending.incomplete()).containsExactly(new PendingBatches.Incomplete(incomplete, "carol", 2, 1));
        assertThat(PendingBatches.of(lake, "words", Set.of(ALICE_ROOT, BOB_ROOT), signer -> true)
                        .roots())
                .containsExactly(later);
    }

    @Test
    void batchesOfWhomNobodyHereCanOpenWaitAndHoldUpNobodyElse() {
        append(
                BronzeTables.BATCHES_TABLE,
                TestLake.batch("mallory", 0, 1, TestLake.hash("mallory"), "words", 3),
                TestLake.batch("mallory", 1, 7, TestLake.hash("half of it"), "words", 4));
        append(
                BronzeTables.CONTRIBUTIONS_TABLE,
                TestLake.contribution("r8", "mallory", TestLake.hash("mallory"), 0, "words", 3));

        PendingBatches pending = PendingBatches.of(lake, "words", Set.of(), signer -> !signer.equals("mallory"));
        assertThat(pending.roots()).contains(BOB_ROOT).doesNotContain(TestLake.hash("mallory"));
        assertThat(pending.incomplete()).noneMatch(batch -> batch.signer().equals("mallory"));
        assertThat(pending.keyless()).isEqualTo(Map.of("mallory", 2L));
    }

    private void append(TableDefinition definition, Row... rows) {
        TableWriter.of(lake.table(definition)).append(List.of(rows));
    }
}
