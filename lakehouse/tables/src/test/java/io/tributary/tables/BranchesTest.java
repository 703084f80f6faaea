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
}
