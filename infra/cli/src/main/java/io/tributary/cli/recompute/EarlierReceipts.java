// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Share;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The receipts that earlier epochs hold. {@code attribution.receipts} says so, and is believed only as far as its rows hash to the root that
 * is final: whoever writes that table could else put a receipt there that no epoch ever paid for, and it would be paid for by none.
 */
final class EarlierReceipts {
    private final LakeCatalog lake;
    private final LedgerView ledger;
    // Whoever replays a log asks before each of its epochs.
    private final Map<Long, Set<String>> known = new HashMap<>();

    EarlierReceipts(LakeCatalog lake, LedgerView ledger) {
        this.lake = lake;
        this.ledger = ledger;
    }

    /**
     * Ids of the receipts of all epochs before this one.
     *
     * @throws RefusedException naming the epoch whose rows are others than those that are final
     */
    Set<String> before(long epoch) {
        Set<String> ids = new HashSet<>();
        List<EpochRecord> records = ledger.epochs();
        for (EpochRecord record : records) {
            // An adjustment has no receipts of its own.
            if (record.epoch() < epoch && record.kind().equals(EpochRecord.REGULAR)) {
                ids.addAll(known.computeIfAbsent(record.epoch(), number -> of(record, inForce(record, records))));
            }
        }
        return ids;
    }

    /** What took a record's place: a false receipts root is put right by an adjustment, too. */
    private static EpochRecord inForce(EpochRecord record, List<EpochRecord> records) {
        EpochRecord last = record;
        Optional<EpochRecord> next = Optional.of(record);
        while (next.isPresent()) {
            last = next.get();
            String hash = last.leafHash().hex();
            next = records.stream()
                    .filter(other -> other.adjusts().equals(hash))
                    .findFirst();
        }
        return last;
    }

    private Set<String> of(EpochRecord sealed, EpochRecord inForce) {
        SortedMap<String, Hash> leaves = new TreeMap<>(Share.BYTEWISE);
        TableReader.of(lake.table(AttributionTables.RECEIPTS_TABLE))
                .whereEqual(AttributionTables.EPOCH, sealed.epoch())
                .select(AttributionTables.RECEIPT_JSON)
                .forEach(row -> {
                    byte[] json = row.text(AttributionTables.RECEIPT_JSON).getBytes(StandardCharsets.UTF_8);
                    leaves.put(CanonicalJson.parse(json, json.length).text("receiptId"), Hash.leaf(json));
                });
        Hash root = MerkleTree.ofLeafHashes(List.copyOf(leaves.values())).root();
        if (!root.equals(inForce.receiptsRoot())) {
            throw new RefusedException("attribution.receipts holds " + leaves.size() + " receipts of epoch "
                    + sealed.epoch() + " with root " + root + ", final are " + inForce.receiptCount() + " with "
                    + inForce.receiptsRoot() + "; which receipts are left for later epochs nobody can say from it");
        }
        return Set.copyOf(leaves.keySet());
    }
}
