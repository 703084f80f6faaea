// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.VersionEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registering adds or replaces by key, never twice; versions never change; the mirror of the ledger only grows. */
class RegistryTest {
    private static final String SALT = "00112233445566778899aabbccddeeff";

    @TempDir
    Path home;

    private LakeCatalog lake;
    private RegistryWriter writer;
    private RegistryReader reader;

    @BeforeEach
    void openLake() {
        lake = TestLake.create(home);
        writer = new RegistryWriter(lake);
        reader = new RegistryReader(lake);
    }

    @AfterEach
    void closeLake() {
        lake.close();
    }

    @Test
    void contributorsAreAddedAndReplacedByIdAndAnUnchangedCallMakesNoSnapshot() {
        RegisteredContributor alice = contributor("alice", "active");
        writer.contributors(List.of(contributor("bob", "active"), alice));
        RegisteredContributor bob = contributor("bob", "withdrawn");
        writer.contributors(List.of(bob));
        assertThat(reader.contributors()).containsExactly(alice, bob);

        long before = snapshot(RegistryTables.CONTRIBUTORS_TABLE);
        writer.contributors(List.of(alice, bob));
        assertThat(snapshot(RegistryTables.CONTRIBUTORS_TABLE)).isEqualTo(before);
    }

    @Test
    void anOwnerMayHaveSeveralKeys() {
        RegisteredKey first = new RegisteredKey("alice", "0000000000000001", "aa", "contributor", 10, 20);
        RegisteredKey second = new RegisteredKey("alice", "0000000000000002", "bb", "contributor", 20, 0);
        writer.keys(List.of(second));
        writer.keys(List.of(first));
        assertThat(reader.keys()).containsExactly(first, second);
        assertThat(first.isValidAt(20)).isFalse();
        assertThat(second.isValidAt(20)).isTrue();
    }

    @Test
    void aDatanetAndItsHeldOutSetComeBackInTreeOrder() {
        RegisteredDatanet datanet = new RegisteredDatanet(
                "Words", new DatanetEntry("net", "words", "org-a", "CC0-1.0", TestLake.hash("held"), 2));
        writer.datanet(datanet);
        HeldOutItem first = new HeldOutItem("h1", SALT, "", "b", "two");
        HeldOutItem second = new HeldOutItem("h2", SALT, "t", "a", "one");
        writer.heldOut("words", 1, List.of(second, first));
        writer.heldOut("other", 1, List.of(second));
        writer.heldOut("words", 1, List.of(second, first));
        HeldOutItem third = new HeldOutItem("h1", SALT, "", "b", "three");
        writer.heldOut("words", 2, List.of(third));

        assertThat(reader.datanet("words")).hasValue(datanet);
        assertThat(reader.datanet("sentences")).isEmpty();
        assertThat(reader.heldOut("words")).isEqualTo(Map.of(1, List.of(first, second), 2, List.of(third)));
        assertThat(reader.heldOut("sentences")).isEmpty();
    }

    @Test
    void aVersionGetsItsLogIndexButNeverAnotherRoot() {
        VersionEntry first = version(1, TestLake.hash("one"));
        writer.version(new RegisteredVersion(first, RegisteredVersion.NOT_ANCHORED));
        writer.version(new RegisteredVersion(version(2, TestLake.hash("two")), 9));
        writer.version(new RegisteredVersion(first, 4));

        assertThat(reader.versions("words"))
                .extracting(version -> version.entry().version(), RegisteredVersion::logIndex)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1L, 4L), org.assertj.core.groups.Tuple.tuple(2L, 9L));
        assertThatThrownBy(() -> writer.version(new RegisteredVersion(version(1, TestLake.hash("else")), 4)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(TestLake.hash("one").hex())
                .hasMessageContaining(TestLake.hash("else").hex());
    }

    @Test
    void theMirrorTakesOnlyWhatItLacksAndRefusesAnotherLedger() {
        LedgerMirror mirror = new LedgerMirror(lake);
        List<LedgerMirror.Entry> log = List.of(entry(0, "zero"), entry(1, "one"), entry(2, "two"));
        assertThat(mirror.position()).isEmpty();
        assertThat(mirror.append(log.subList(0, 2), root(log.subList(0, 2)), "7:aa"))
                .isEqualTo(2);
        assertThat(mirror.position()).isEqualTo("7:aa");
        assertThat(mirror.append(log, root(log), "9:bb")).isEqualTo(1);
        long written = snapshot(LedgerTables.LOG_TABLE);
        assertThat(mirror.append(log.subList(1, 3), root(log), "8:stale")).isZero();
        assertThat(new LedgerMirror(lake).append(log, root(log), "8:stale")).isZero();
        assertThat(snapshot(LedgerTables.LOG_TABLE)).isEqualTo(written);
        assertThat(mirror.position()).isEqualTo("9:bb");
        assertThat(mirror.entries()).isEqualTo(log);

        List<LedgerMirror.Entry> longer = List.of(entry(3, "three"));
        assertThatThrownBy(() -> mirror.append(longer, root(log), "10:cc"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("belongs to another ledger");
        assertThatThrownBy(() -> mirror.append(List.of(entry(4, "four")), root(log), "10:cc"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("entry 3 of the mirror is missing");
        assertThat(mirror.entries()).isEqualTo(log);
        assertThatThrownBy(() -> mirror.requirePrefixOf(List.of(entry(0, "zero"), entry(1, "forged"), entry(2, "two"))))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("entry 1");
        assertThatThrownBy(() -> mirror.requirePrefixOf(log.subList(0, 1)))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("3 entries, the ledger only 1");
    }

    @Test
    void aMirrorThatWasWrittenToByHandIsNotExtended() {
        LedgerMirror mirror = new LedgerMirror(lake);
        List<LedgerMirror.Entry> log = List.of(entry(0, "zero"), entry(1, "one"));
        mirror.append(log.subList(0, 1), root(log.subList(0, 1)), "1:aa");
        LedgerMirror.Entry real = log.get(0);
        LedgerMirror.Entry forged = new LedgerMirror.Entry(0, "t", "\"forged\"", real.leafHash());
        TableWriter.of(lake.table(LedgerTables.LOG_TABLE)).replaceAll(List.of(forged.toRow()));
        assertThatThrownBy(() -> mirror.append(log, root(log), "2:bb"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("entry 0 of the mirror has hash");
    }

    private static Hash root(List<LedgerMirror.Entry> log) {
        return MerkleTree.ofLeafHashes(
                        log.stream().map(entry -> Hash.ofHex(entry.leafHash())).toList())
                .root();
    }

    private long snapshot(TableDefinition definition) {
        return lake.table(definition).currentSnapshot().snapshotId();
    }

    private static RegisteredContributor contributor(String id, String status) {
        return new RegisteredContributor(id, "org-a", "payee-" + id, "cc", status);
    }

    private static VersionEntry version(long number, Hash root) {
        return new VersionEntry("net", "words", number, "v" + number, root, 3, Hash.empty(), 0, Hash.empty());
    }

    private static LedgerMirror.Entry entry(long index, String text) {
        String entry = "{\"a\":\"" + text + "\"}";
        Hash leafHash = Hash.leaf(entry.getBytes(StandardCharsets.UTF_8));
        return new LedgerMirror.Entry(index, "batches", entry, leafHash.hex());
    }
}
