// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.Row;
import io.tributary.tables.SecretSource;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels and edits that publish refused, and the words that their contributors get. The versions are written by hand. */
class PublishFateTest {
    private static final String SLUG = "speeches";
    private static final String SALT = "00112233445566778899aabbccddeeff";

    @TempDir
    static Path folder;

    private static Workspace workspace;
    private static Hash rootBefore = Hash.empty();

    /** Version 1 has two texts of Ann's without a label; version 2 takes a label of the first and an edit of the second, version 3 a third text. */
    @BeforeAll
    static void publishThreeVersions() {
        Terminal terminal = new Terminal(
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Terminal.Format.TEXT);
        workspace = Workspace.openOrCreate(
                folder, Optional.empty(), terminal, SecretSource.seeded("fates".getBytes(StandardCharsets.UTF_8)));
        new DatanetSteps(workspace).create(SLUG, "", "CC0-1.0", "org1", List.of());
        version(1, record("r-1", "document", "", "", 1), record("r-2", "document", "", "", 1));
        version(2, record("l-1", "label", "r-1", "sea", 2), record("e-2", "edit", "r-2", "", 2));
        version(3, record("r-3", "document", "", "", 3));
    }

    @AfterAll
    static void close() {
        workspace.close();
    }

    private static void version(int number, Row... rows) {
        TableWriter.of(workspace.lake().datanet(SLUG)).append(List.of(rows));
        Table table = workspace.lake().datanet(SLUG);
        Tags.create(table, DatanetTables.tagOf(number), table.currentSnapshot().snapshotId());
        Hash root = Hash.sha256(new byte[] {(byte) number});
        String network = workspace.network();
        workspace.ledger("org1").append(List.of(new BatchesEntry(network, SLUG, number, List.of(root))));
        workspace
                .ledger("org1")
                .append(new VersionEntry(
                        network, SLUG, number, "v" + number, root, 2L * number, Hash.empty(), 0, rootBefore));
        rootBefore = root;
    }

    private static Row record(String id, String kind, String parent, String label, int version) {
        return Row.builder()
                .text(DatanetTables.RECORD_ID, id)
                .text(DatanetTables.CONTRIBUTOR, "ann")
                .text(DatanetTables.KIND, kind)
                .text(DatanetTables.PARENT, parent)
                .text(DatanetTables.DATANET, SLUG)
                .text(DatanetTables.BATCH_ROOT, Hash.empty().hex())
                .int32(DatanetTables.ITEM_INDEX, 0)
                .number(DatanetTables.SUBMISSION_ORDER, version)
                .text(DatanetTables.TITLE, "")
                .text(DatanetTables.LABEL, label)
                .text(DatanetTables.TEXT, kind.equals("label") ? "" : "the tide comes in and goes out")
                .text(DatanetTables.SALT, SALT)
                .text(DatanetTables.LICENCE, "CC0-1.0")
                .texts(DatanetTables.CONSENT, List.of("training"))
                .text(DatanetTables.EXPIRES, "")
                .number(DatanetTables.ORIGIN_AT, 0)
                .text(DatanetTables.LEAF_HASH, Hash.empty().hex())
                .int32(DatanetTables.VERSION, version)
                .build();
    }

    /** A row of bronze, sealed as its contributor sends it. */
    private Row sent(String contributor, String kind, String parent, String label, String text) {
        String keyRef = KeyStore.keyRef(contributor, SLUG);
        PayloadSeal seal = new PayloadSeal(keyRef, workspace.keys().createSealingKey(keyRef));
        ContributionDraft draft = new ContributionDraft(
                "asked-1", kind, parent, "", label, text, "CC0-1.0", List.of("training"), "", SALT, 0);
        ContributionItem item = new BatchSigner(
                        workspace.network(),
                        contributor,
                        SigningKey.ofSeed(Hash.empty().bytes()))
                .item(draft, SLUG, 0, 0, seal);
        return Row.builder()
                .text(BronzeTables.RECORD_ID, item.recordId())
                .text(BronzeTables.KIND, item.kind())
                .text(BronzeTables.PARENT, item.parent())
                .text(BronzeTables.CONTRIBUTOR, item.contributor())
                .bytes(BronzeTables.PAYLOAD, HexFormat.of().parseHex(item.payload()))
                .text(BronzeTables.KEY_REF, item.keyRef())
                .text(BronzeTables.LICENCE, item.licence())
                .texts(BronzeTables.CONSENT, item.consent())
                .text(BronzeTables.EXPIRES, item.expires())
                .text(BronzeTables.LEAF_HASH, item.leafHash().hex())
                .build();
    }

    private PublishFate.Reason fate(int version, Row row) {
        LedgerView view = LedgerView.of(workspace.ledger("org1"));
        return new PublishFate(
                        workspace.keys(),
                        RuleSet.OPEN,
                        LinkFates.of(workspace.lake(), view, SLUG, version, List.of(row)))
                .of(row);
    }

    private void requireRejected(int version, Row row, String words) {
        PublishFate.Reason fate = fate(version, row);
        assertThat(fate.words()).startsWith("rejected by rule " + words);
        assertThat(fate.rejected()).isTrue();
    }

    @Test
    void whatNamesNoTextOfAnEarlierVersionIsToldSo() {
        requireRejected(2, sent("ann", "label", "nowhere", "sea", ""), "record/v1#parent: names no text");
        requireRejected(2, sent("ann", "edit", "nowhere", "", "another text"), "record/v1#parent: names no text");
        requireRejected(1, sent("ann", "label", "r-1", "sea", ""), "record/v1#parent: names no text");
        requireRejected(2, sent("ann", "edit", "e-2", "", "another text"), "record/v1#parent: names no text");
    }

    @Test
    void whatTheOwnerHasNotAcceptedIsToldSo() {
        requireRejected(2, sent("bob", "label", "r-1", "sea", ""), "record/v1#review: is on words of others");
    }

    @Test
    void whoCameSecondIsToldSo() {
        requireRejected(2, sent("ann", "label", "r-1", "inland", ""), "record/v1#label: labels a text that has");
        requireRejected(2, sent("ann", "edit", "r-2", "", "the tide comes in"), "record/v1#edit: edits a text that");
        requireRejected(3, sent("ann", "label", "r-1", "inland", ""), "record/v1#label: labels a text that has");
        requireRejected(3, sent("ann", "label", "r-2", "sea", ""), "record/v1#label: labels a text that an edit");
        requireRejected(3, sent("bob", "edit", "e-2", "", "the tide"), "record/v1#review: is on words of others");
    }

    @Test
    void aLabelWithATextIsToldSoAndSoIsOneWhereNoneCounts() {
        requireRejected(2, sent("ann", "label", "r-1", "sea", "words"), "record/v1#label: a label has");
        Row label = sent("ann", "label", "r-1", "sea", "");
        assertThat(new PublishFate(workspace.keys(), RuleSet.OPEN, Optional.empty())
                        .of(label)
                        .words())
                .startsWith("rejected by rule record/v1#kind: labels are not credited");
    }

    @Test
    void promptsAndFeedbackStayInBronzeAndAreNotRejected() {
        for (String kind : List.of("prompt", "feedback")) {
            PublishFate.Reason fate = fate(2, sent("ann", kind, "x-1", "", "Say it again"));
            assertThat(fate.rejected()).isFalse();
            assertThat(fate.words()).isEqualTo("kept in bronze as " + kind + ", which is no text of a version");
        }
    }
}
