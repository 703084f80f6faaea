// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.step.LedgerView;
import io.tributary.contract.LogEntry;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.WithdrawalEntry;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which records repeat others, decided again from sealed items and the order on the ledger. */
class DuplicateAuditTest {
    private static final String NETWORK = "test";
    private static final String SLUG = "fruits";
    private static final String SALT = "ab".repeat(16);
    private static final String LONG = "the apple is the fruit of a tree that has been grown for four thousand years";

    @TempDir
    Path home;

    private LakeCatalog lake;
    private KeyStore keys;
    private final List<CanonicalRecord> log = new ArrayList<>();

    @BeforeEach
    void openLake() {
        lake = LakeCatalog.open(Configuration.load(home));
        LakeInit.run(lake);
        keys = KeyStore.open(home);
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    @Test
    void theRuleInForceWhenTheBatchesWereAnchoredDecides() {
        Hash first = batch("ann", "a-1", LONG, "a-2", "pear", "a-3", LONG + " or more");
        Hash second =
                batch("bob", "b-1", "pear", "b-2", LONG + " and more", "b-3", "The Apple is the fruit, of a tree!");
        anchor(1, second, first);
        parameter(DuplicateRule.PARAMETER, DuplicateRule.JACCARD.id());
        Hash third = batch("cid", "c-1", LONG + " and much more", "c-2", "pear", "c-3", "plum");
        anchor(2, third);
        parameter(DuplicateRule.parameterOf(SLUG), DuplicateRule.EXACT.id());
        anchor(3, batch("dan", "d-1", LONG + " again", "d-2", LONG));

        DuplicateAudit audit = audit();
        DuplicateAudit.Decided v1 = audit.version(1);
        assertThat(v1.rule()).isEqualTo(DuplicateRule.EXACT);
        assertThat(v1.duplicates()).isEqualTo(Map.of("a-2", "b-1"));
        assertThat(v1.canonical()).containsExactlyInAnyOrder("a-1", "a-3", "b-1", "b-2", "b-3");

        DuplicateAudit.Decided v2 = audit.version(2);
        assertThat(v2.rule()).isEqualTo(DuplicateRule.JACCARD);
        // c-1 has 12 of 15 phrases in common with a-1 and 13 of 16 with b-2, which is more.
        assertThat(v2.duplicates()).isEqualTo(Map.of("c-1", "b-2", "c-2", "b-1"));
        assertThat(v2.canonical()).containsExactly("c-3");

        assertThat(audit.version(3).rule()).isEqualTo(DuplicateRule.EXACT);
        assertThat(audit().version(3).duplicates()).isEqualTo(Map.of("d-2", "a-1"));
    }

    @Test
    void whatPublishRefusesTakesNoPartAndAnIdCountsOnce() {
        Hash root = batch("ann", "a-1", "one and the same", "a-2", "   ", "a-1", "another text");
        Hash foreign = write("bob", "somebody", List.of("b-1", "one and the same"), SALT, "CC0-1.0");
        Hash unlicensed = write("cid", "cid", List.of("c-1", "one and the same"), SALT, " ");
        Hash salted = write("dan", "dan", List.of("d-1", "one and the same"), "cd".repeat(16), "CC0-1.0");
        anchor(1, root, foreign, unlicensed, salted);
        anchor(2, batch("eve", "e-1", "one and the same", "a-1", "a third text", "d-1", "of its own"));

        DuplicateAudit audit = audit();
        assertThat(audit.version(2).duplicates()).isEqualTo(Map.of("e-1", "a-1"));
        assertThat(audit.version(2).canonical()).containsExactly("d-1");
        assertThat(audit.version(1).canonical()).containsExactly("a-1");
        assertThat(audit.version(2).sealed()).isZero();
    }

    @Test
    void itemsWhoseKeyIsGoneAreCountedAndUnknownRulesAreRefused() throws Exception {
        anchor(1, batch("ann", "a-1", "one"), batch("bob", "b-1", "one"));
        parameter(DuplicateRule.PARAMETER, "cosine/v1");
        anchor(2, batch("ann", "a-2", "one"));
        try (Stream<Path> files = Files.walk(home.resolve("keys"))) {
            for (Path file :
                    files.filter(path -> path.toString().contains("bob")).toList()) {
                if (Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            }
        }
        assertThat(audit().version(1).sealed()).isEqualTo(1);
        assertThatThrownBy(() -> audit().version(2))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'cosine/v1'");
        assertThatThrownBy(() -> audit().version(7))
                .isInstanceOfAny(RefusedException.class, InvalidInputException.class);
    }

    /** The same story as publish is tested with. */
    @Test
    void labelsAndEditsAreDecidedAsPublishDecidesThem() {
        parameter(DuplicateRule.PARAMETER, DuplicateRule.JACCARD.id());
        parameter(ProvenanceParts.PARAMETER, ProvenanceParts.DEFAULT.format());
        anchor(
                1,
                labelled(
                        "alice", "a-1", "", words("a", ""), "a-2", "war", words("b", ""), "a-3", "war", words("e", "")),
                labelled("bob", "b-1", "peace", words("c", ""), "b-2 label a-1", "war", ""));
        log.add(review(ReviewEntry.ACCEPT, "c-1", "c-2", "d-1", "f-1"));
        log.add(review(ReviewEntry.REJECT, "f-1"));
        anchor(
                2,
                labelled("carol", "c-1 label a-1", "war", "", "c-2 label a-1", "peace", ""),
                labelled("dave", "d-1 edit a-2", "", words("b", "new"), "d-2 edit b-1", "", words("c", "new")),
                labelled("eve", "e-1", "war", words("b", "copy")),
                labelled("frank", "f-1 label a-1", "war", "", "f-2 label a-1", "war", "x y"),
                labelled("alice", "a-4 edit a-3", "", words("e", "mine")));
        log.add(review(ReviewEntry.ACCEPT, "d-2"));
        log.add(new WithdrawalEntry(NETWORK, SLUG, List.of("a-2", "a-4", "c-1"), Hash.empty()));
        anchor(3, labelled("gil", "g-1", "war", words("f", ""), "f-1 label a-1", "war", ""));

        DuplicateAudit audit = audit();
        assertThat(audit.version(1).canonical()).containsExactlyInAnyOrder("a-1", "a-2", "a-3", "b-1");
        assertThat(audit.version(2).canonical()).containsExactlyInAnyOrder("c-1", "d-1", "a-4");
        assertThat(audit.version(2).duplicates()).isEqualTo(Map.of("e-1", "a-2"));
        assertThat(audit.standing(3)).containsExactlyInAnyOrder("a-1", "a-3", "b-1", "d-1", "g-1");
    }

    private static ReviewEntry review(String verdict, String... recordIds) {
        List<Hash> items =
                Stream.of(recordIds).map(DuplicateAuditTest::itemHash).sorted().toList();
        return new ReviewEntry(NETWORK, SLUG, verdict, items, Hash.empty());
    }

    private static Hash itemHash(String recordId) {
        return Hash.sha256(recordId.getBytes(StandardCharsets.UTF_8));
    }

    /** 130 words that no other name has; the last one may be another. */
    private static String words(String name, String last) {
        String head = IntStream.range(0, 129).mapToObj(i -> name + i).collect(Collectors.joining(" "));
        return head + " " + (last.isEmpty() ? name + 129 : last);
    }

    private DuplicateAudit audit() {
        List<LogEntry> entries = new ArrayList<>();
        for (CanonicalRecord entry : log) {
            entries.add(new LogEntry(entries.size(), entry.leafHash(), entry.toJson(), "org1", "t", 1));
        }
        return new DuplicateAudit(lake, new LedgerView(entries), keys, SLUG);
    }

    private void parameter(String name, String value) {
        log.add(new ParameterEntry(NETWORK, name, value, 1));
    }

    private void anchor(long version, Hash... roots) {
        log.add(new BatchesEntry(NETWORK, SLUG, version, List.of(roots)));
    }

    private Hash batch(String contributor, String... idsAndTexts) {
        return write(contributor, contributor, List.of(idsAndTexts), SALT, "CC0-1.0");
    }

    /** Items as {@code ID} or {@code ID KIND PARENT}, label and text. */
    private Hash labelled(String contributor, String... items) {
        Hash root = Hash.sha256((contributor + List.of(items)).getBytes(StandardCharsets.UTF_8));
        String keyRef = KeyStore.keyRef(contributor, SLUG);
        keys.createSealingKey(keyRef);
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < items.length; at += 3) {
            String[] of = items[at].split(" ");
            byte[] content = new Content(SALT, "title", items[at + 1], items[at + 2]).bytes();
            rows.add(row(
                            contributor,
                            keyRef,
                            root,
                            rows.size(),
                            of[0],
                            keys.sealingKey(keyRef).seal(of[0], content))
                    .text(BronzeTables.KIND, of.length == 1 ? "document" : of[1])
                    .text(BronzeTables.PARENT, of.length == 1 ? "" : of[2])
                    .text(BronzeTables.LICENCE, "CC0-1.0")
                    .text(BronzeTables.SALT, SALT)
                    .build());
        }
        TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).append(rows);
        return root;
    }

    private Hash write(String contributor, String sealer, List<String> idsAndTexts, String itemSalt, String licence) {
        Hash root = Hash.sha256((contributor + idsAndTexts).getBytes(StandardCharsets.UTF_8));
        String keyRef = KeyStore.keyRef(sealer, SLUG);
        keys.createSealingKey(keyRef);
        List<Row> rows = new ArrayList<>();
        for (int index = 0; 2 * index < idsAndTexts.size(); index++) {
            String recordId = idsAndTexts.get(2 * index);
            byte[] content = new Content(SALT, "title", "label", idsAndTexts.get(2 * index + 1)).bytes();
            rows.add(row(
                            contributor,
                            keyRef,
                            root,
                            index,
                            recordId,
                            keys.sealingKey(keyRef).seal(recordId, content))
                    .text(BronzeTables.KIND, "document")
                    .text(BronzeTables.PARENT, "")
                    .text(BronzeTables.LICENCE, licence)
                    .text(BronzeTables.SALT, itemSalt)
                    .build());
        }
        TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).append(rows);
        return root;
    }

    private static Row.Builder row(
            String contributor, String keyRef, Hash root, int index, String recordId, byte[] payload) {
        return Row.builder()
                .text(BronzeTables.RECORD_ID, recordId)
                .text(BronzeTables.CONTRIBUTOR, contributor)
                .text(BronzeTables.DATANET, SLUG)
                .number(BronzeTables.BATCH, 0)
                .int32(BronzeTables.ITEM_INDEX, index)
                .text(BronzeTables.BATCH_ROOT, root.hex())
                .text(BronzeTables.KEY_ID, "0011223344556677")
                .bytes(BronzeTables.PAYLOAD, payload)
                .text(BronzeTables.KEY_REF, keyRef)
                .texts(BronzeTables.CONSENT, List.of("training"))
                .text(BronzeTables.EXPIRES, "")
                .number(BronzeTables.ORIGIN_AT, 0)
                .text(BronzeTables.ORIGIN, "")
                .flag(BronzeTables.GENERATED_BY_AI, false)
                .texts(BronzeTables.DERIVED_FROM, List.of())
                .text(BronzeTables.LEAF_HASH, itemHash(recordId).hex())
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, 0)
                .time(BronzeTables.APPENDED_AT, Instant.EPOCH);
    }
}
