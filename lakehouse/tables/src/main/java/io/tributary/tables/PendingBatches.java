// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.merkle.Hash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * The uploads of a Datanet that no version holds yet, in the order in which the ledger is to anchor them: by signer, then sequence. The
 * order follows from what was signed and not from when it arrived, so it is the same however often and from whichever copy it is planned.
 *
 * @param roots roots of the complete batches, in anchoring order
 * @param incomplete batches of which some items are neither in bronze nor refused yet; ingest again before they can be anchored
 * @param keyless signers of batches that nobody here can open, with how many; these wait, for an anchored batch must be opened
 */
public record PendingBatches(List<Hash> roots, List<Incomplete> incomplete, SortedMap<String, Long> keyless) {
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

    /** Copies the lists. */
    public PendingBatches {
        roots = List.copyOf(roots);
        incomplete = List.copyOf(incomplete);
        keyless = Collections.unmodifiableSortedMap(new TreeMap<>(keyless));
    }

    /**
     * Plans the next version of a Datanet. Of bronze only the items of batches that are not anchored are read.
     *
     * @param lake where bronze is
     * @param datanet slug
     * @param anchored roots that the ledger holds already, of whichever version
     * @param hasKey whether the sealing key of a signer for this Datanet is at hand
     */
    public static PendingBatches of(LakeCatalog lake, String datanet, Set<Hash> anchored, Predicate<String> hasKey) {
        return of(lake, datanet, (Hash root) -> !anchored.contains(root), hasKey);
    }

    /**
     * What arrived of some batches.
     *
     * @param roots the batches that are asked for
     */
    public static PendingBatches among(LakeCatalog lake, String datanet, Set<Hash> roots) {
        return of(lake, datanet, (Hash root) -> roots.contains(root), signer -> true);
    }

    private static PendingBatches of(
            LakeCatalog lake, String datanet, Predicate<Hash> wanted, Predicate<String> hasKey) {
        List<Batch> batches = new ArrayList<>();
        SortedMap<String, Long> keyless = new TreeMap<>();
        batches(lake, datanet).forEach(batch -> {
            if (wanted.test(batch.root())) {
                if (hasKey.test(batch.signer())) {
                    batches.add(batch);
                } else {
                    keyless.merge(batch.signer(), 1L, Long::sum);
                }
            }
        });
        Map<String, BitSet> accepted = acceptedByRoot(lake, datanet, batches);
        Map<Offset, Long> refused = refusedByOffset(lake.table(BronzeTables.REJECTIONS_TABLE));
        List<Hash> roots = new ArrayList<>();
        List<Incomplete> incomplete = new ArrayList<>();
        for (Batch batch : batches) {
            long found =
                    Objects.requireNonNull(accepted.get(batch.root().hex())).cardinality()
                            + refused.getOrDefault(batch.offset(), 0L);
            if (found < batch.itemCount()) {
                incomplete.add(new Incomplete(batch.root(), batch.signer(), batch.itemCount(), found));
            } else {
                roots.add(batch.root());
            }
        }
        return new PendingBatches(roots, incomplete, keyless);
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

    /** Which indices of each batch are in bronze; an index that came twice counts once. */
    private static Map<String, BitSet> acceptedByRoot(LakeCatalog lake, String datanet, List<Batch> batches) {
        Map<String, BitSet> indices = new HashMap<>();
        batches.forEach(batch -> indices.put(batch.root().hex(), new BitSet()));
        if (indices.isEmpty()) {
            return indices;
        }
        TableReader.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                .select(BronzeTables.BATCH_ROOT, BronzeTables.ITEM_INDEX, BronzeTables.DATANET)
                .whereEqual(BronzeTables.DATANET, datanet)
                .where(Expressions.in(BronzeTables.BATCH_ROOT, indices.keySet()))
                .forEach(row -> Objects.requireNonNull(indices.get(row.text(BronzeTables.BATCH_ROOT)))
                        .set(row.int32(BronzeTables.ITEM_INDEX)));
        return indices;
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
