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
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.BronzeMarks;
import io.tributary.tables.BronzeReceipts;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.ModelTables;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.Tags;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/** Reads what an epoch is computed from, and checks every piece against the root or hash that the ledger holds. */
final class EpochInputs {
    private static final int RECEIPT_BYTES_MAX = 1 << 20;
    private static final int SEAL_BYTES_MAX = 4096;

    private final LakeCatalog lake;
    private final LedgerView ledger;
    private final KeyStore keys;

    EpochInputs(LakeCatalog lake, LedgerView ledger, KeyStore keys) {
        this.lake = lake;
        this.ledger = ledger;
        this.keys = keys;
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
     * is decided by the tagged snapshot alone, so that a proposer can neither leave a receipt out nor slip one in.
     */
    List<Answer> answers(long epoch, EpochWindow window, Admission admission) {
        Map<String, String> accepted = members(epoch, window, admission);
        List<Answer> answers = new ArrayList<>();
        TableReader.of(lake.table(AttributionTables.RECEIPTS_TABLE))
                .whereEqual(AttributionTables.EPOCH, epoch)
                .forEach(row -> answers.add(answer(row, accepted)));
        answers.sort(Comparator.comparing(answer -> answer.receipt().receiptId(), Share.BYTEWISE));
        if (answers.size() != accepted.size()) {
            throw new RefusedException("epoch " + epoch + " is sealed with " + answers.size() + " receipts, "
                    + accepted.size() + " belong to it");
        }
        return answers;
    }

    /** Size of the ledger's log that decided, at the seal of an epoch, which receipts were set aside. */
    long sealedLogSize(long epoch) {
        String seal =
                lake.table(AttributionTables.RECEIPTS_TABLE).properties().get(AttributionTables.sealProperty(epoch));
        if (seal == null) {
            throw notSealed(epoch);
        }
        return CanonicalJson.parse(seal.getBytes(StandardCharsets.UTF_8), SEAL_BYTES_MAX)
                .integer("logSize");
    }

    private static UnavailableException notSealed(long epoch) {
        return new UnavailableException("epoch " + epoch + " is not sealed; 'tributary epoch seal " + epoch
                + "' decides which receipts belong to it");
    }

    /**
     * Receipt ids and leaf hashes of an epoch: before the window's end at the tagged snapshot, in no earlier epoch, and
     * with a model and money on the ledger.
     */
    private Map<String, String> members(long epoch, EpochWindow window, Admission admission) {
        Table inferences = lake.table(BronzeTables.INFERENCES_TABLE);
        OptionalLong snapshot = Tags.find(inferences, BronzeTables.epochTag(epoch));
        if (snapshot.isEmpty()) {
            throw notSealed(epoch);
        }
        OptionalLong watermark = BronzeMarks.watermarkMillis(inferences, snapshot.getAsLong());
        if (watermark.isEmpty() || watermark.getAsLong() < window.endMillis()) {
            throw new RefusedException("epoch " + epoch + " was sealed at a snapshot whose watermark had not passed "
                    + window.endMillis());
        }
        Set<String> earlier = new HashSet<>();
        TableReader.of(lake.table(AttributionTables.RECEIPTS_TABLE))
                .where(Expressions.lessThan(AttributionTables.EPOCH, epoch))
                .select(AttributionTables.RECEIPT_ID)
                .forEach(row -> earlier.add(row.text(AttributionTables.RECEIPT_ID)));
        SortedMap<String, Receipt> candidates = new TreeMap<>(Share.BYTEWISE);
        TableReader.of(inferences)
                .atSnapshot(snapshot.getAsLong())
                .where(Expressions.lessThan(BronzeTables.OCCURRED_AT, window.endMillis()))
                .select(BronzeReceipts.columns())
                .forEach(row -> {
                    if (!earlier.contains(row.text(BronzeTables.RECEIPT_ID))) {
                        Receipt receipt = BronzeReceipts.receipt(row);
                        candidates.putIfAbsent(receipt.receiptId(), receipt);
                    }
                });
        Map<String, String> members = new HashMap<>();
        for (Receipt receipt : candidates.values()) {
            if (admission.next(receipt).isEmpty()) {
                members.put(receipt.receiptId(), receipt.leafHash().hex());
            }
        }
        return members;
    }

    private Answer answer(Row row, Map<String, String> accepted) {
        byte[] json = row.text(AttributionTables.RECEIPT_JSON).getBytes(StandardCharsets.UTF_8);
        Receipt receipt = Receipt.of(CanonicalJson.parse(json, RECEIPT_BYTES_MAX));
        String leafHash = receipt.leafHash().hex();
        if (!leafHash.equals(accepted.get(receipt.receiptId()))) {
            throw new RefusedException("sealed receipt " + receipt.receiptId() + " has hash " + leafHash
                    + ", to the epoch belongs "
                    + accepted.getOrDefault(receipt.receiptId(), "no receipt of this id"));
        }
        byte[] input = keys.sealingKey(row.text(AttributionTables.KEY_REF))
                .open(receipt.receiptId(), row.bytes(AttributionTables.INPUT));
        ReceiptInput question = ReceiptInput.of(CanonicalJson.parse(input, RECEIPT_BYTES_MAX));
        if (!question.leafHash().equals(receipt.inputCommit())) {
            throw new RefusedException("the sealed question of receipt " + receipt.receiptId() + " has hash "
                    + question.leafHash() + ", the receipt commits to " + receipt.inputCommit());
        }
        return new Answer(receipt, question.text());
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
