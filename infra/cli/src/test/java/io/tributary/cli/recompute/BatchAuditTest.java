// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is anchored is rebuilt from the items that bronze holds, and whatever bronze lost or changed is named. */
class BatchAuditTest {
    private static final int ITEMS = 5;

    @TempDir
    Path home;

    private LakeCatalog lake;
    private final List<ContributionItem> items = new ArrayList<>();
    private Hash root;

    @BeforeEach
    void openLake() {
        lake = LakeCatalog.open(Configuration.load(home));
        LakeInit.run(lake);
        for (int i = 0; i < ITEMS; i++) {
            items.add(new ContributionItem(
                    "r-" + i,
                    "document",
                    "",
                    3,
                    i,
                    "speeches",
                    "ann",
                    "0" + i,
                    "ann/speeches",
                    "CC0-1.0",
                    List.of("training"),
                    "",
                    "ab".repeat(16),
                    1_700_000_000_000L + i));
        }
        root = MerkleTree.ofLeaves(items.stream().map(ContributionItem::bytes).toList())
                .root();
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    private Row row(ContributionItem item) {
        return Row.builder()
                .text(BronzeTables.RECORD_ID, item.recordId())
                .text(BronzeTables.KIND, item.kind())
                .text(BronzeTables.PARENT, item.parent())
                .text(BronzeTables.CONTRIBUTOR, item.contributor())
                .text(BronzeTables.DATANET, item.datanet())
                .number(BronzeTables.BATCH, item.batch())
                .int32(BronzeTables.ITEM_INDEX, item.index())
                .text(BronzeTables.BATCH_ROOT, root.hex())
                .text(BronzeTables.KEY_ID, "0011223344556677")
                .bytes(BronzeTables.PAYLOAD, HexFormat.of().parseHex(item.payload()))
                .text(BronzeTables.KEY_REF, item.keyRef())
                .text(BronzeTables.LICENCE, item.licence())
                .texts(BronzeTables.CONSENT, item.consent())
                .text(BronzeTables.EXPIRES, item.expires())
                .text(BronzeTables.SALT, item.salt())
                .number(BronzeTables.ORIGIN_AT, item.originAt())
                .text(BronzeTables.ORIGIN, item.provenance().origin())
                .flag(BronzeTables.GENERATED_BY_AI, item.provenance().generatedByAi())
                .texts(BronzeTables.DERIVED_FROM, item.provenance().derivedFrom())
                .text(BronzeTables.LEAF_HASH, item.leafHash().hex())
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, 7)
                .time(BronzeTables.APPENDED_AT, Instant.EPOCH)
                .build();
    }

    private void writeBatch() {
        TableWriter.of(lake.table(BronzeTables.BATCHES_TABLE))
                .append(List.of(Row.builder()
                        .text(BronzeTables.TOPIC, "contributions")
                        .text(BronzeTables.SIGNER, "ann")
                        .number(BronzeTables.SEQUENCE, 3)
                        .number(BronzeTables.ITEM_COUNT, ITEMS)
                        .text(BronzeTables.ROOT, root.hex())
                        .text(BronzeTables.DATANET, "speeches")
                        .number(BronzeTables.UP_TO, 0)
                        .int32(BronzeTables.KAFKA_PARTITION, 0)
                        .number(BronzeTables.KAFKA_OFFSET, 7)
                        .time(BronzeTables.APPENDED_AT, Instant.EPOCH)
                        .build()));
    }

    private void writeItems(List<Row> rows) {
        TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).append(rows);
    }

    private List<Row> rows() {
        return new ArrayList<>(items.stream().map(this::row).toList());
    }

    private void refuse(long count) {
        TableWriter.of(lake.table(BronzeTables.REJECTIONS_TABLE))
                .append(List.of(Row.builder()
                        .text(BronzeTables.RULE, "record-duplicate")
                        .text(BronzeTables.REASON, "there already")
                        .text(BronzeTables.TOPIC, "contributions")
                        .int32(BronzeTables.KAFKA_PARTITION, 0)
                        .number(BronzeTables.KAFKA_OFFSET, 7)
                        .number(BronzeTables.ITEMS, count)
                        .text(BronzeTables.SIGNER, "ann")
                        .text(BronzeTables.COMMITMENT, Hash.sha256().hex())
                        .time(BronzeTables.APPENDED_AT, Instant.EPOCH)
                        .build()));
    }

    private String check() {
        return BatchAudit.read(lake, "speeches").check(new BatchesEntry("net", "speeches", 1, List.of(root)));
    }

    @Test
    void theItemsOfABatchGiveItsRootInWhateverOrderTheyStand() {
        writeBatch();
        List<Row> rows = rows();
        java.util.Collections.reverse(rows);
        writeItems(rows);
        assertThat(check()).isEqualTo("1 batches for speeches/v1: 1 roots rebuilt from bronze");
    }

    @Test
    void anItemThatWasChangedIsNamed() {
        writeBatch();
        List<Row> rows = rows();
        rows.set(2, rows.get(2).toBuilder().text(BronzeTables.LICENCE, "MIT").build());
        writeItems(rows);
        assertThatThrownBy(this::check).isInstanceOf(RefusedException.class).hasMessageContaining("r-2");
    }

    @Test
    void anItemThatWasExchangedTogetherWithItsHashGivesAnotherRoot() {
        writeBatch();
        ContributionItem other = new ContributionItem(
                "r-2",
                "document",
                "",
                3,
                2,
                "speeches",
                "ann",
                "ff",
                "ann/speeches",
                "CC0-1.0",
                List.of("training"),
                "",
                "ab".repeat(16),
                0);
        List<Row> rows = rows();
        rows.set(2, row(other));
        writeItems(rows);
        assertThatThrownBy(this::check)
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ann")
                .hasMessageContaining(root.hex());
    }

    @Test
    void aMissingItemIsADivergenceUnlessItWasRefused() {
        writeBatch();
        writeItems(rows().subList(0, ITEMS - 1));
        assertThatThrownBy(this::check).isInstanceOf(RefusedException.class).hasMessageContaining("4 of 5 items");
        refuse(1);
        assertThat(check()).contains("0 roots rebuilt").contains("1 with refused items");
    }

    @Test
    void aBatchThatBronzeHasNotHeardOfIsNamed() {
        assertThatThrownBy(this::check).isInstanceOf(RefusedException.class).hasMessageContaining(root.hex());
    }
}
