// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Provenance;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.PendingBatches;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Rebuilds the roots of anchored batches from the items that bronze holds of one Datanet. */
final class BatchAudit {
    private final String datanet;
    private final Map<String, SortedMap<Integer, Hash>> items = new HashMap<>();
    private final Map<String, Batch> batches = new HashMap<>();
    private final Map<Place, Long> refused = new HashMap<>();

    private record Place(int partition, long offset) {
        static Place of(Row row) {
            return new Place(row.int32(BronzeTables.KAFKA_PARTITION), row.number(BronzeTables.KAFKA_OFFSET));
        }
    }

    private record Batch(String signer, long itemCount, Place place) {}

    private BatchAudit(String datanet) {
        this.datanet = datanet;
    }

    /** Reads the Datanet's rows once; only their hashes are kept. */
    static BatchAudit read(LakeCatalog lake, String datanet) {
        BatchAudit audit = new BatchAudit(datanet);
        TableReader.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                .whereEqual(BronzeTables.DATANET, datanet)
                .forEach(audit::takeItem);
        TableReader.of(lake.table(BronzeTables.BATCHES_TABLE))
                .whereEqual(BronzeTables.TOPIC, PendingBatches.TOPIC)
                .whereEqual(BronzeTables.DATANET, datanet)
                .forEach(row -> audit.batches.put(
                        row.text(BronzeTables.ROOT),
                        new Batch(row.text(BronzeTables.SIGNER), row.number(BronzeTables.ITEM_COUNT), Place.of(row))));
        TableReader.of(lake.table(BronzeTables.REJECTIONS_TABLE))
                .whereEqual(BronzeTables.TOPIC, PendingBatches.TOPIC)
                .forEach(row -> audit.refused.merge(Place.of(row), row.number(BronzeTables.ITEMS), Long::sum));
        return audit;
    }

    private void takeItem(Row row) {
        Hash leaf = item(row).leafHash();
        if (!leaf.hex().equals(row.text(BronzeTables.LEAF_HASH))) {
            throw new RefusedException("bronze.contributions has record " + row.text(BronzeTables.RECORD_ID)
                    + " with hash " + leaf + ", when it was taken in it was " + row.text(BronzeTables.LEAF_HASH));
        }
        items.computeIfAbsent(row.text(BronzeTables.BATCH_ROOT), root -> new TreeMap<>())
                .put(row.int32(BronzeTables.ITEM_INDEX), leaf);
    }

    private static ContributionItem item(Row row) {
        return new ContributionItem(
                row.text(BronzeTables.RECORD_ID),
                row.text(BronzeTables.KIND),
                row.text(BronzeTables.PARENT),
                row.number(BronzeTables.BATCH),
                row.int32(BronzeTables.ITEM_INDEX),
                row.text(BronzeTables.DATANET),
                row.text(BronzeTables.CONTRIBUTOR),
                HexFormat.of().formatHex(row.bytes(BronzeTables.PAYLOAD)),
                row.text(BronzeTables.KEY_REF),
                row.text(BronzeTables.LICENCE),
                row.texts(BronzeTables.CONSENT),
                row.text(BronzeTables.EXPIRES),
                row.text(BronzeTables.SALT),
                row.number(BronzeTables.ORIGIN_AT),
                provenance(row));
    }

    /** A lake of an earlier release has rows from before these columns. */
    private static Provenance provenance(Row row) {
        if (!row.columns().contains(BronzeTables.ORIGIN)) {
            return Provenance.NONE;
        }
        return new Provenance(
                row.text(BronzeTables.ORIGIN),
                row.flag(BronzeTables.GENERATED_BY_AI),
                row.texts(BronzeTables.DERIVED_FROM));
    }

    /**
     * Rebuilds the roots of an entry; of a batch some of whose items were refused there is not all that it takes.
     *
     * @return what was found, for people
     * @throws RefusedException naming the first batch that differs
     */
    String check(BatchesEntry entry) {
        long rebuilt = 0;
        for (Hash root : entry.roots()) {
            if (isRebuilt(root)) {
                rebuilt++;
            }
        }
        long partly = entry.roots().size() - rebuilt;
        return entry.roots().size() + " batches for " + datanet + "/v" + entry.version() + ": " + rebuilt
                + " roots rebuilt from bronze" + (partly == 0 ? "" : ", " + partly + " with refused items");
    }

    private boolean isRebuilt(Hash root) {
        Batch batch = batches.get(root.hex());
        if (batch == null) {
            throw new RefusedException("bronze.batches has no batch " + root + " of " + datanet);
        }
        SortedMap<Integer, Hash> leaves = items.getOrDefault(root.hex(), new TreeMap<>());
        if (leaves.size() == batch.itemCount()) {
            Hash rebuilt = MerkleTree.ofLeafHashes(List.copyOf(leaves.values())).root();
            if (!rebuilt.equals(root)) {
                throw new RefusedException("the items that bronze.contributions has of " + batch.signer()
                        + "'s batch have root " + rebuilt + ", the ledger has " + root);
            }
            return true;
        }
        if (leaves.size() + refused.getOrDefault(batch.place(), 0L) < batch.itemCount()) {
            throw new RefusedException("bronze.contributions has " + leaves.size() + " of " + batch.itemCount()
                    + " items of " + batch.signer() + "'s batch " + root + ", and the others were not refused");
        }
        return false;
    }
}
