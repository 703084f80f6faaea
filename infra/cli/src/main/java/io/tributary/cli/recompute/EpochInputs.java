// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetRecord;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.ModelTables;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads what an epoch is computed from, and checks every piece against the root or hash that the ledger holds. */
final class EpochInputs {
    private static final int SEAL_BYTES_MAX = 4096;

    private final String network;
    private final LakeCatalog lake;
    private final LedgerView ledger;
    private final KeyStore keys;
    private final EarlierReceipts earlier;

    EpochInputs(String network, LakeCatalog lake, LedgerView ledger, KeyStore keys) {
        this.network = network;
        this.lake = lake;
        this.ledger = ledger;
        this.keys = keys;
        this.earlier = new EarlierReceipts(lake, ledger);
    }

    /**
     * One sealed answer.
     *
     * @param receipt its receipt
     * @param question the text that was asked
     */
    record Answer(Receipt receipt, String question) {}

    /**
     * The sealed answers of an epoch by receipt id: each as the host signed it, and all that belong to it. What belongs
     * is decided by the tagged snapshot, so that a proposer can neither leave a receipt out nor slip one in.
     */
    EpochMembers.Members members(long epoch, EpochWindow window, Admission admission) {
        EpochMembers.Members members =
                new EpochMembers(network, lake, keys, ledger, earlier, epoch).find(window, admission);
        requireSealed(epoch, members.answers());
        return members;
    }

    /** Size of the ledger's log that decided, at the seal of an epoch, which receipts were set aside. */
    long sealedLogSize(long epoch) {
        String seal =
                lake.table(AttributionTables.RECEIPTS_TABLE).properties().get(AttributionTables.sealProperty(epoch));
        if (seal == null) {
            throw EpochMembers.notSealed(epoch);
        }
        return CanonicalJson.parse(seal.getBytes(StandardCharsets.UTF_8), SEAL_BYTES_MAX)
                .integer("logSize");
    }

    /** The sealed receipts are those that belong to the epoch, as the host signed each, and no other. */
    private void requireSealed(long epoch, List<Answer> answers) {
        Map<String, String> accepted = new HashMap<>();
        answers.forEach(answer -> accepted.put(
                answer.receipt().receiptId(), answer.receipt().leafHash().hex()));
        List<Row> sealed = TableReader.of(lake.table(AttributionTables.RECEIPTS_TABLE))
                .whereEqual(AttributionTables.EPOCH, epoch)
                .select(AttributionTables.RECEIPT_ID, AttributionTables.RECEIPT_JSON)
                .list();
        for (Row row : sealed) {
            String id = row.text(AttributionTables.RECEIPT_ID);
            String leafHash = Hash.leaf(row.text(AttributionTables.RECEIPT_JSON).getBytes(StandardCharsets.UTF_8))
                    .hex();
            if (!leafHash.equals(accepted.get(id))) {
                throw new RefusedException("sealed receipt " + id + " has hash " + leafHash + ", to the epoch belongs "
                        + accepted.getOrDefault(id, "no receipt of this id"));
            }
        }
        if (sealed.size() != answers.size()) {
            throw new RefusedException("epoch " + epoch + " is sealed with " + sealed.size() + " receipts, "
                    + answers.size() + " belong to it");
        }
    }

    /** The texts of a published version in submission order; their root must be the ledger's. */
    List<SourceText> texts(VersionEntry version) {
        List<Row> rows = TableReader.of(lake.datanet(version.datanet()))
                .atTag(version.tag())
                .list();
        rows.sort(Comparator.comparing(row -> row.text(DatanetTables.RECORD_ID), Share.BYTEWISE));
        List<Hash> leaves = rows.stream().map(EpochInputs::leafHash).toList();
        Hash root = MerkleTree.ofLeafHashes(leaves).root();
        if (!root.equals(version.root())) {
            throw new RefusedException("datanets." + version.datanet() + " at " + version.tag() + " has root " + root
                    + ", the ledger has " + version.root());
        }
        rows.sort(Comparator.comparingLong(row -> row.number(DatanetTables.SUBMISSION_ORDER)));
        requireSubmissionOrder(version, rows);
        Map<String, Long> versions = new HashMap<>();
        ledger.batches(version.datanet())
                .forEach(entry -> entry.roots().forEach(batch -> versions.put(batch.hex(), entry.version())));
        long since = ledger.provenanceSince(version.datanet());
        return rows.stream()
                .map(row -> new SourceText(
                        row.text(DatanetTables.RECORD_ID),
                        versions.getOrDefault(row.text(DatanetTables.BATCH_ROOT), 0L) < since
                                ? SourceText.RECORD
                                : row.text(DatanetTables.KIND),
                        row.text(DatanetTables.PARENT),
                        row.text(DatanetTables.CONTRIBUTOR),
                        row.text(DatanetTables.LABEL),
                        row.text(DatanetTables.TEXT)))
                .toList();
    }

    /** The order is not in the root, so it is checked against what decides it: the anchored batches, then the index. */
    private void requireSubmissionOrder(VersionEntry version, List<Row> rows) {
        Map<String, Integer> places = new HashMap<>();
        ledger.batches(version.datanet())
                .forEach(entry -> entry.roots().forEach(root -> places.put(root.hex(), places.size())));
        long previous = -1;
        for (Row row : rows) {
            Integer place = places.get(row.text(DatanetTables.BATCH_ROOT));
            if (place == null) {
                throw new RefusedException("record " + row.text(DatanetTables.RECORD_ID) + " came with batch "
                        + row.text(DatanetTables.BATCH_ROOT) + ", which is not anchored on the ledger");
            }
            long order = ((long) place << Integer.SIZE) + row.int32(DatanetTables.ITEM_INDEX);
            if (order <= previous) {
                throw new RefusedException("record " + row.text(DatanetTables.RECORD_ID)
                        + " is out of submission order in datanets." + version.datanet());
            }
            previous = order;
        }
    }

    private static Hash leafHash(Row row) {
        Content content = new Content(
                row.text(DatanetTables.SALT),
                row.text(DatanetTables.TITLE),
                row.text(DatanetTables.LABEL),
                row.text(DatanetTables.TEXT));
        return new DatanetRecord(
                        row.text(DatanetTables.RECORD_ID),
                        row.text(DatanetTables.DATANET),
                        row.text(DatanetTables.CONTRIBUTOR),
                        row.text(DatanetTables.KIND),
                        row.text(DatanetTables.PARENT),
                        Hash.ofHex(row.text(DatanetTables.BATCH_ROOT)),
                        row.int32(DatanetTables.ITEM_INDEX),
                        row.text(DatanetTables.LICENCE),
                        row.texts(DatanetTables.CONSENT),
                        row.text(DatanetTables.EXPIRES),
                        content.leafHash())
                .leafHash();
    }

    /** The held-out set of a Datanet that has the root committed to. */
    List<HeldOutItem> heldOut(String slug, Hash committedRoot) {
        Collection<List<HeldOutItem>> sets =
                new RegistryReader(lake).heldOut(slug).values();
        return sets.stream()
                .filter(items -> root(items).equals(committedRoot))
                .findFirst()
                .orElseThrow(() -> new RefusedException("registry.heldout of " + slug + " has root "
                        + sets.stream().map(items -> root(items).hex()).collect(Collectors.joining(" and root "))
                        + ", the ledger has the commitment " + committedRoot));
    }

    /** Whether the held-out set of a version has been opened. */
    boolean opened(String slug, long version) {
        return new RegistryReader(lake).heldOut(slug).containsKey(Math.toIntExact(version));
    }

    private static Hash root(List<HeldOutItem> items) {
        return MerkleTree.ofLeaves(items.stream().map(HeldOutItem::bytes).toList())
                .root();
    }

    /** The anchored start weights of a model; empty for a start at zero. */
    byte[] start(String modelId, String startHash) {
        if (startHash.isEmpty()) {
            return new byte[0];
        }
        byte[] start =
                TableReader.of(lake.table(ModelTables.VERSIONS_TABLE))
                        .whereEqual(ModelTables.MODEL_ID, modelId)
                        .list()
                        .stream()
                        .findFirst()
                        .orElseThrow(() -> new UnavailableException("models.versions has no model " + modelId))
                        .bytes(ModelTables.START_THETA);
        if (!Hash.sha256(start).hex().equals(startHash)) {
            throw new RefusedException("the start weights of " + modelId + " have hash " + Hash.sha256(start)
                    + ", the ledger has " + startHash);
        }
        return start;
    }
}
