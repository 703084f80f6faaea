// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Share;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The leaves of an epoch as the tables have them, right or wrong, under the roots of its record. A leaf need not even
 * have the form of its tree.
 */
public final class StoredEpoch {
    private final EpochRecord record;
    private final Map<EpochTree, List<byte[]>> leaves = new EnumMap<>(EpochTree.class);
    private final Map<EpochTree, MerkleTree> trees = new EnumMap<>(EpochTree.class);

    private StoredEpoch(EpochRecord record) {
        this.record = record;
    }

    /**
     * Reads the leaves of a record.
     *
     * @throws RefusedException if the tables hold leaves of other roots than the record has
     */
    public static StoredEpoch read(LakeCatalog lake, LedgerView ledger, EpochRecord record) {
        StoredEpoch stored = new StoredEpoch(record);
        long sealed = Superseded.of(ledger, record.adjusts())
                .map(others -> others.regular().epoch())
                .orElse(record.epoch());
        stored.take(
                EpochTree.RECEIPTS,
                rows(lake, AttributionTables.RECEIPTS_TABLE, AttributionTables.EPOCH, sealed).stream()
                        .sorted(Comparator.comparing(row -> row.text(AttributionTables.RECEIPT_ID), Share.BYTEWISE))
                        .map(row -> row.text(AttributionTables.RECEIPT_JSON).getBytes(StandardCharsets.UTF_8))
                        .toList());
        stored.take(
                EpochTree.SHARES,
                rows(lake, RewardTables.SHARES_TABLE, RewardTables.EPOCH, record.epoch()).stream()
                        .sorted((left, right) -> Share.compareTexts(shareKey(left), shareKey(right)))
                        .map(row -> share(row).bytes())
                        .toList());
        stored.take(
                EpochTree.PAYOUTS,
                rows(lake, RewardTables.PAYOUTS_TABLE, RewardTables.EPOCH, record.epoch()).stream()
                        .sorted(Comparator.comparingInt(row -> row.int32(RewardTables.LEAF_INDEX)))
                        .map(row -> payout(row).bytes())
                        .toList());
        return stored;
    }

    private static List<Row> rows(LakeCatalog lake, TableDefinition table, String column, long epoch) {
        return TableReader.of(lake.table(table)).whereEqual(column, epoch).list();
    }

    private void take(EpochTree tree, List<byte[]> stored) {
        MerkleTree merkle = MerkleTree.ofLeaves(stored);
        if (!merkle.root().equals(tree.root(record)) || merkle.size() != tree.size(record)) {
            throw new RefusedException("the tables hold " + merkle.size() + " " + tree.id() + " of epoch "
                    + record.epoch() + " with root " + merkle.root() + ", the ledger's record has " + tree.size(record)
                    + " with root " + tree.root(record) + "; only with the leaves of that root can it be challenged");
        }
        leaves.put(tree, stored);
        trees.put(tree, merkle);
    }

    private static List<String> shareKey(Row row) {
        return List.of(
                row.text(RewardTables.INFERENCE_ID),
                row.text(RewardTables.PAYEE),
                row.text(RewardTables.ROLE),
                row.text(RewardTables.SUBJECT));
    }

    private static JsonObject share(Row row) {
        return JsonObject.typed(Share.TYPE)
                .put("inferenceId", row.text(RewardTables.INFERENCE_ID))
                .put("payee", row.text(RewardTables.PAYEE))
                .put("role", row.text(RewardTables.ROLE))
                .put("subject", row.text(RewardTables.SUBJECT))
                .put("share", row.number(RewardTables.SHARE))
                .build();
    }

    private static JsonObject payout(Row row) {
        return JsonObject.typed(Payout.TYPE)
                .put("network", row.text(RewardTables.NETWORK))
                .put("epoch", row.number(RewardTables.EPOCH))
                .put("payee", row.text(RewardTables.PAYEE))
                .put("payeeKey", row.text(RewardTables.PAYEE_KEY))
                .put("role", row.text(RewardTables.ROLE))
                .put("reason", row.text(RewardTables.REASON))
                .put("subject", row.text(RewardTables.SUBJECT))
                .put("amount", row.number(RewardTables.AMOUNT))
                .put("unit", row.text(RewardTables.UNIT))
                .put("salt", row.text(RewardTables.SALT))
                .build();
    }

    /** The record whose leaves these are. */
    public EpochRecord record() {
        return record;
    }

    /** The receipt with a key, if there is one. */
    public Optional<Receipt> receipt(LeafKey key) {
        for (byte[] leaf : leaves(EpochTree.RECEIPTS)) {
            Receipt receipt = Receipt.of(CanonicalJson.parse(leaf, Evidence.BYTES_MAX));
            if (LeafKey.of(receipt).equals(key)) {
                return Optional.of(receipt);
            }
        }
        return Optional.empty();
    }

    private List<byte[]> leaves(EpochTree tree) {
        return Objects.requireNonNull(leaves.get(tree));
    }

    int size(EpochTree tree) {
        return leaves(tree).size();
    }

    byte[] bytes(EpochTree tree, int index) {
        return leaves(tree).get(index).clone();
    }

    /** The key of a leaf; empty if it does not have the form of its tree. */
    Optional<LeafKey> key(EpochTree tree, int index) {
        try {
            return Optional.of(LeafKey.of(tree, CanonicalJson.parse(bytes(tree, index), Evidence.BYTES_MAX)));
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    /** A leaf with its place and path. */
    EvidenceLeaf leaf(EpochTree tree, int index) {
        return EvidenceLeaf.of(tree, Objects.requireNonNull(trees.get(tree)), index, bytes(tree, index));
    }

    /** The leaves beside the place where a key would stand, in a tree whose leaves ascend. */
    List<EvidenceLeaf> beside(LeafKey absent) {
        int next = 0;
        while (next < size(absent.tree())
                && key(absent.tree(), next).orElseThrow().compareTo(absent) < 0) {
            next++;
        }
        List<EvidenceLeaf> neighbours = new ArrayList<>();
        if (next > 0) {
            neighbours.add(leaf(absent.tree(), next - 1));
        }
        if (next < size(absent.tree())) {
            neighbours.add(leaf(absent.tree(), next));
        }
        return neighbours;
    }
}
