// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.merkle.Hash;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.Table;

/**
 * The uploads of a Datanet that no version holds yet, in the order in which the ledger is to anchor them: by signer, then sequence. The
 * order follows from what was signed and not from when it arrived, so it is the same however often and from whichever copy it is planned.
 *
 * @param roots roots of the complete batches, in anchoring order
 * @param incomplete batches of which some items are neither in bronze nor refused yet; ingest again before they can be anchored
 */
public record PendingBatches(List<Hash> roots, List<Incomplete> incomplete) {
    /** The topic that batches of contributions arrive on. */
    public static final String TOPIC = "contributions";

    /**
     * A batch whose items are not all accounted for.
     *
     * @param root its root
     * @param signer who signed it
     * @param itemCount items signed
     * @param itemsFound items in bronze or refused
     */
    public record Incomplete(Hash root, String signer, long itemCount, long itemsFound) {}

    private record Batch(String signer, long sequence, Hash root, long itemCount, Offset offset) {}

    private record Offset(int partition, long offset) {}

    private record Item(String batchRoot, int index) {}

    /** Copies the lists. */
    public PendingBatches {
        roots = List.copyOf(roots);
        incomplete = List.copyOf(incomplete);
    }

    /**
     * Plans the next version of a Datanet.
     *
     * @param lake where bronze is
     * @param datanet slug
     * @param anchored roots that the ledger holds already, of whichever version
     */
    public static PendingBatches of(LakeCatalog lake, String datanet, Set<Hash> anchored) {
        Map<String, Long> accepted = acceptedByRoot(lake, datanet);
        Map<Offset, Long> refused = refusedByOffset(lake.table(BronzeTables.REJECTIONS_TABLE));
        List<Hash> roots = new ArrayList<>();
        List<Incomplete> incomplete = new ArrayList<>();
        for (Batch batch : batches(lake, datanet)) {
            if (anchored.contains(batch.root())) {
                continue;
            }
            long found = accepted.getOrDefault(batch.root().hex(), 0L) + refused.getOrDefault(batch.offset(), 0L);
            if (found < batch.itemCount()) {
                incomplete.add(new Incomplete(batch.root(), batch.signer(), batch.itemCount(), found));
            } else {
                roots.add(batch.root());
            }
        }
        return new PendingBatches(roots, incomplete);
    }

    /** A replay may have written a batch twice; the root makes it one. */
    private static Iterable<Batch> batches(LakeCatalog lake, String datanet) {
        Set<Batch> batches = new TreeSet<>(Comparator.comparing(Batch::signer)
                .thenComparingLong(Batch::sequence)
                .thenComparing(Batch::root));
        TableReader.of(lake.table(BronzeTables.BATCHES_TABLE))
                .whereEqual(BronzeTables.TOPIC, TOPIC)
                .whereEqual(BronzeTables.DATANET, datanet)
                .forEach(row -> batches.add(new Batch(
                        row.text(BronzeTables.SIGNER),
                        row.number(BronzeTables.SEQUENCE),
                        Hash.ofHex(row.text(BronzeTables.ROOT)),
                        row.number(BronzeTables.ITEM_COUNT),
                        offset(row))));
        return batches;
    }

    private static Map<String, Long> acceptedByRoot(LakeCatalog lake, String datanet) {
        Map<String, Long> counts = new HashMap<>();
        Set<Item> seen = new HashSet<>();
        TableReader.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                .select(BronzeTables.BATCH_ROOT, BronzeTables.ITEM_INDEX, BronzeTables.DATANET)
                .whereEqual(BronzeTables.DATANET, datanet)
                .forEach(row -> {
                    String root = row.text(BronzeTables.BATCH_ROOT);
                    if (seen.add(new Item(root, row.int32(BronzeTables.ITEM_INDEX)))) {
                        counts.merge(root, 1L, Long::sum);
                    }
                });
        return counts;
    }

    private static Map<Offset, Long> refusedByOffset(Table rejections) {
        Map<Offset, Long> counts = new HashMap<>();
        TableReader.of(rejections)
                .whereEqual(BronzeTables.TOPIC, TOPIC)
                .forEach(row -> counts.merge(offset(row), row.number(BronzeTables.ITEMS), Long::sum));
        return counts;
    }

    private static Offset offset(Row row) {
        return new Offset(row.int32(BronzeTables.KAFKA_PARTITION), row.number(BronzeTables.KAFKA_OFFSET));
    }
}
