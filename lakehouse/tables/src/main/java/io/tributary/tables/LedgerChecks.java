// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * Fills what SQL can't compute by itself: which payouts were claimed, and whether each payout of an epoch in the mirrored log leads to the
 * root that the organisations attested. Running it again writes only where something differs. The caller holds the {@link WriterLock}.
 */
public final class LedgerChecks {
    private final LakeCatalog lake;

    /** Works in this lake. */
    public LedgerChecks(LakeCatalog lake) {
        this.lake = lake;
    }

    /**
     * A claim as the ledger has it.
     *
     * @param epoch the epoch that pays
     * @param leafHash salted hash of the payout
     * @param claimHash leaf hash of the signed claim
     * @param caller the organisation that submitted it
     * @param transactionId the transaction
     * @param claimedAt its time in milliseconds since 1970
     */
    public record MirroredClaim(
            long epoch, Hash leafHash, Hash claimHash, String caller, String transactionId, long claimedAt) {
        Row toRow() {
            return Row.builder()
                    .number(LedgerTables.EPOCH, epoch)
                    .text(LedgerTables.LEAF_HASH, leafHash.hex())
                    .text(LedgerTables.CLAIM_HASH, claimHash.hex())
                    .text(LedgerTables.CALLER, caller)
                    .text(LedgerTables.TRANSACTION_ID, transactionId)
                    .number(LedgerTables.CLAIMED_AT, claimedAt)
                    .build();
        }
    }

    /** Epochs whose final record stands in the mirrored log, ascending. */
    public List<Long> epochs() {
        return List.copyOf(records().keySet());
    }

    /** Makes {@code ledger.claims} hold these. */
    public void claims(List<MirroredClaim> claims) {
        write(
                lake.table(LedgerTables.CLAIMS_TABLE),
                claims.stream().map(MirroredClaim::toRow).toList());
    }

    /**
     * Checks every payout of every epoch in the mirrored log.
     *
     * @return the number of payouts that do not lead to their epoch's root
     */
    public int payouts() {
        List<Row> checks = new ArrayList<>();
        records().forEach((epoch, record) -> checks.addAll(payouts(record)));
        write(lake.table(LedgerTables.PAYOUT_CHECKS_TABLE), checks);
        return Math.toIntExact(
                checks.stream().filter(row -> !row.flag(LedgerTables.OK)).count());
    }

    private Map<Long, EpochRecord> records() {
        Map<Long, EpochRecord> records = new TreeMap<>();
        for (LedgerMirror.Entry entry : new LedgerMirror(lake).entries()) {
            if (entry.type().equals(EpochRecord.TYPE)) {
                EpochRecord record = EpochRecord.of(RegistryReader.parse(entry.entry()));
                records.put(record.epoch(), record);
            }
        }
        return records;
    }

    /** The tree is built from the hashes that the rows state; so one altered row is one failed check, not all of them. */
    private List<Row> payouts(EpochRecord record) {
        List<Row> rows = new ArrayList<>(TableReader.of(lake.table(RewardTables.PAYOUTS_TABLE))
                .whereEqual(RewardTables.EPOCH, record.epoch())
                .list());
        rows.sort(Comparator.comparingInt(row -> row.int32(RewardTables.LEAF_INDEX)));
        List<Hash> stated = new ArrayList<>();
        for (Row row : rows) {
            stated.add(hash(row.text(RewardTables.LEAF_HASH)));
        }
        MerkleTree tree = MerkleTree.ofLeafHashes(stated);
        List<Row> checks = new ArrayList<>();
        for (int index = 0; index < rows.size(); index++) {
            Row row = rows.get(index);
            boolean leads = MerkleProof.verifyInclusion(
                                    own(row),
                                    index,
                                    record.payoutCount(),
                                    tree.inclusionPath(index),
                                    record.payoutsRoot())
                            .valid()
                    && row.int32(RewardTables.LEAF_INDEX) == index;
            checks.add(Row.builder()
                    .number(LedgerTables.EPOCH, record.epoch())
                    .text(LedgerTables.PAYEE, row.text(RewardTables.PAYEE))
                    .text(LedgerTables.ROLE, row.text(RewardTables.ROLE))
                    .text(LedgerTables.REASON, row.text(RewardTables.REASON))
                    .text(LedgerTables.SUBJECT, row.text(RewardTables.SUBJECT))
                    .int32(LedgerTables.LEAF_INDEX, row.int32(RewardTables.LEAF_INDEX))
                    .text(LedgerTables.LEAF_HASH, row.text(RewardTables.LEAF_HASH))
                    .text(LedgerTables.PAYOUTS_ROOT, record.payoutsRoot().hex())
                    .flag(LedgerTables.OK, leads)
                    .build());
        }
        return checks;
    }

    /** The hash of the row's fields, whatever the row says it is; of fields that are no payout a hash that leads nowhere. */
    private static Hash own(Row row) {
        try {
            return PayoutLeaves.leaf(row).leafHash();
        } catch (MalformedException e) {
            return Hash.sha256(new byte[0]);
        }
    }

    private static Hash hash(String hex) {
        try {
            return Hash.ofHex(hex);
        } catch (MalformedException e) {
            return Hash.sha256(new byte[0]);
        }
    }

    private static void write(Table table, List<Row> rows) {
        if (!new HashSet<>(TableReader.of(table).list()).equals(new HashSet<>(rows))) {
            TableWriter.of(table).replaceAll(rows);
        }
    }
}
