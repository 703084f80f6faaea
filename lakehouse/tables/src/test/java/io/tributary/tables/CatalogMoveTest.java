// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lake whose catalog moves keeps every snapshot, tag and branch. */
class CatalogMoveTest {
    @TempDir
    Path home;

    static Row entry(long index) {
        return Row.builder()
                .number(LedgerTables.INDEX, index)
                .text(LedgerTables.TYPE, "batches")
                .text(LedgerTables.ENTRY, "{}")
                .text(LedgerTables.LEAF_HASH, TestLake.hash("entry").hex())
                .build();
    }

    /** Moves a lake of two snapshots, one of them tagged, and goes on in the new catalog. */
    static void requireMoved(Configuration old, Configuration next) {
        try (LakeCatalog from = LakeCatalog.open(old)) {
            LakeInit.run(from);
            LakeInit.createDatanet(from, "words");
            Table log = from.table(LedgerTables.LOG_TABLE);
            TableWriter.of(log).append(List.of(entry(0)));
            log.refresh();
            Tags.create(log, "kept", log.currentSnapshot().snapshotId());
            TableWriter.of(log).append(List.of(entry(1)));
            log.refresh();
            try (LakeCatalog to = LakeCatalog.open(next)) {
                assertThat(CatalogMove.run(from, to))
                        .isEqualTo(LakeInit.definitions().size() + 1);
                assertThat(CatalogMove.run(from, to)).as("moved again").isZero();
                Table moved = to.table(LedgerTables.LOG_TABLE);
                assertThat(moved.uuid()).isEqualTo(log.uuid());
                assertThat(moved.refs()).isEqualTo(log.refs());
                assertThat(moved.snapshots())
                        .extracting(snapshot -> snapshot.snapshotId())
                        .containsExactlyElementsOf(log.history().stream()
                                .map(state -> state.snapshotId())
                                .toList());
                assertThat(TableReader.of(moved).atTag("kept").list()).containsExactly(entry(0));
                TableWriter.of(moved).append(List.of(entry(2)));
                assertThat(TableReader.of(to.table(LedgerTables.LOG_TABLE)).count())
                        .isEqualTo(3);
                assertThat(to.hasDatanet("words")).isTrue();
                assertThatThrownBy(() -> CatalogMove.run(from, to))
                        .isInstanceOf(ConflictException.class)
                        .hasMessageContaining("ledger.log");
            }
        }
    }

    @Test
    void everySnapshotAndTagIsThereAndWritingGoesOn() {
        Properties next = new Properties();
        next.setProperty("lake.catalog-uri", "jdbc:sqlite:" + home.resolve("next.db"));
        requireMoved(Configuration.of(home, new Properties()), Configuration.of(home, next));
    }

    @Test
    void filesAreNotMoved() {
        Properties next = new Properties();
        next.setProperty("lake.catalog-uri", "jdbc:sqlite:" + home.resolve("next.db"));
        next.setProperty("lake.warehouse", home.resolve("elsewhere").toString());
        try (LakeCatalog from = LakeCatalog.open(Configuration.of(home, new Properties()));
                LakeCatalog to = LakeCatalog.open(Configuration.of(home, next))) {
            assertThatThrownBy(() -> CatalogMove.run(from, to)).isInstanceOf(InvalidInputException.class);
        }
    }
}
