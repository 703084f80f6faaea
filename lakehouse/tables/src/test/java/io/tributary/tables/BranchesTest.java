// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A branch starts with what its table holds, and goes on by itself. */
class BranchesTest {
    @TempDir
    Path home;

    private LakeCatalog lake;
    private Table table;

    @BeforeEach
    void openLake() {
        lake = TestLake.create(home);
        table = lake.table(RewardTables.SHARES_TABLE);
        TableWriter.of(table).append(List.of(share(1, "p-ann", 10), share(1, "p-bob", 20), share(2, "p-ann", 30)));
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    private static Row share(long epoch, String payee, long share) {
        return Row.builder()
                .number(RewardTables.EPOCH, epoch)
                .text(RewardTables.INFERENCE_ID, "q-1")
                .text(RewardTables.PAYEE, payee)
                .text(RewardTables.ROLE, "data")
                .text(RewardTables.SUBJECT, "words/v1")
                .number(RewardTables.SHARE, share)
                .build();
    }

    private List<Row> main() {
        return TableReader.of(lake.table(RewardTables.SHARES_TABLE)).list();
    }

    private List<Row> own(String organisation, long epoch) {
        return RewardCopies.of(lake.table(RewardTables.SHARES_TABLE), organisation, epoch)
                .list();
    }

    @Test
    void whatIsWrittenToABranchNoOtherReaderSees() {
        List<Row> before = main();
        Branches.create(table, "org2");
        TableWriter.of(table)
                .onBranch("org2")
                .overwrite(
                        Expressions.equal(RewardTables.EPOCH, 1L),
                        List.of(share(1, "p-ann", 11), share(1, "p-bob", 20)));

        assertThat(main()).containsExactlyInAnyOrderElementsOf(before);
        assertThat(own("org2", 1)).containsExactlyInAnyOrder(share(1, "p-ann", 11), share(1, "p-bob", 20));
        assertThat(own("org3", 1)).containsExactlyInAnyOrder(share(1, "p-ann", 10), share(1, "p-bob", 20));
        assertThat(own("org2", 2)).containsExactly(share(2, "p-ann", 30));
    }

    @Test
    void aBranchThatWasWrittenToGoesOnFromItsOwnState() {
        Branches.create(table, "org2");
        for (long share = 1; share <= 3; share++) {
            TableWriter.of(table)
                    .onBranch("org2")
                    .overwrite(
                            Expressions.and(
                                    Expressions.equal(RewardTables.EPOCH, 1L),
                                    Expressions.equal(RewardTables.PAYEE, "p-ann")),
                            List.of(share(1, "p-ann", share)));
            assertThat(own("org2", 1)).containsExactlyInAnyOrder(share(1, "p-ann", share), share(1, "p-bob", 20));
        }
        Branches.create(table, "org2");
        assertThat(own("org2", 1)).as("made again").contains(share(1, "p-ann", 3));
    }

    @Test
    void anEpochThatTheBranchHasNoRowsOfIsReadFromMain() {
        Branches.create(table, "org2");
        TableWriter.of(table).append(List.of(share(3, "p-eve", 40)));

        assertThat(own("org2", 3)).containsExactly(share(3, "p-eve", 40));
    }

    @Test
    void aTagIsNoBranchAndAnUnknownBranchIsSaidToBeUnknown() {
        Tags.create(table, "v1", table.currentSnapshot().snapshotId());

        assertThatThrownBy(() -> Branches.create(table, "v1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("tag v1");
        assertThat(Branches.find(table, "v1")).isEmpty();
        assertThatThrownBy(() -> TableReader.of(table).onBranch("org9"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("org9");
        assertThatThrownBy(() -> TableWriter.of(table).onBranch("org9"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("org9");
        assertThatThrownBy(() -> Branches.create(lake.table(RewardTables.EPOCHS_TABLE), "org2"))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aReleasedBranchIsTheNewestStateWithItsTagAndIsGone() {
        Branches.start(table, "stage_v1");
        TableWriter.of(table).onBranch("stage_v1").append(List.of(share(4, "p-eve", 40)));
        List<Row> before = main();
        assertThat(before).hasSize(3);

        long released = Branches.release(table, "stage_v1", "v1").orElseThrow();
        Table after = lake.table(RewardTables.SHARES_TABLE);
        assertThat(after.currentSnapshot().snapshotId()).isEqualTo(released);
        assertThat(Tags.find(after, "v1")).hasValue(released);
        assertThat(Branches.find(after, "stage_v1")).isEmpty();
        assertThat(main()).hasSize(4).contains(share(4, "p-eve", 40));
        assertThat(Branches.release(table, "stage_v1", "v1")).as("again").isEmpty();
    }

    @Test
    void aBranchIsNotReleasedOverWhatOthersCommittedNorOverATag() {
        Branches.start(table, "stage_v1");
        TableWriter.of(table).onBranch("stage_v1").append(List.of(share(4, "p-eve", 40)));
        TableWriter.of(lake.table(RewardTables.SHARES_TABLE)).append(List.of(share(5, "p-dan", 50)));
        assertThat(Branches.release(table, "stage_v1", "v1")).as("behind main").isEmpty();
        assertThat(main()).hasSize(4).contains(share(5, "p-dan", 50));
        assertThat(Tags.list(lake.table(RewardTables.SHARES_TABLE))).isEmpty();

        Branches.start(table, "stage_v1");
        assertThat(TableReader.of(lake.table(RewardTables.SHARES_TABLE))
                        .onBranch("stage_v1")
                        .list())
                .as("started anew from main")
                .containsExactlyInAnyOrderElementsOf(main());
        Tags.create(table, "v1", table.currentSnapshot().snapshotId());
        assertThat(Branches.release(table, "stage_v1", "v1")).as("tag is there").isEmpty();

        Branches.drop(table, "stage_");
        assertThat(lake.table(RewardTables.SHARES_TABLE).refs()).containsOnlyKeys("main", "v1");
    }

    @Test
    void aTableThatHoldsNothingYetIsStagedAndReleasedTheSameWay() {
        Table empty = lake.table(RewardTables.EPOCHS_TABLE);
        Branches.start(empty, "stage_v1");
        assertThat(lake.table(RewardTables.EPOCHS_TABLE).currentSnapshot()).isNull();
        assertThat(Branches.release(empty, "stage_v1", "v1")).isPresent();
        assertThat(TableReader.of(lake.table(RewardTables.EPOCHS_TABLE))
                        .atTag("v1")
                        .list())
                .isEmpty();
    }
}
