// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.contract.LogEntry;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.List;

/** Logs of a ledger, and epochs without leaves for them. */
final class SampleLog {
    private SampleLog() {}

    /** An epoch that leaves undistributed what it took; an adjustment if it adjusts something. */
    static EpochRecord epoch(long number, String adjusts, DepositUse... uses) {
        long pool = List.of(uses).stream().mapToLong(DepositUse::amount).sum();
        return new EpochRecord(
                "net",
                number,
                adjusts.isEmpty() ? EpochRecord.REGULAR : EpochRecord.ADJUSTMENT,
                adjusts,
                10,
                20,
                number == 1 ? "" : "00".repeat(32),
                "ipa1/factored+rows/v1",
                List.of(),
                List.of(),
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                pool,
                0,
                pool,
                "credit",
                List.of(uses));
    }

    /** The same record of other receipts. */
    static EpochRecord withReceipts(EpochRecord record, long count, Hash root) {
        return new EpochRecord(
                record.network(),
                record.epoch(),
                record.kind(),
                record.adjusts(),
                record.windowStart(),
                record.windowEnd(),
                record.prevEpochHash(),
                record.method(),
                record.modelHashes(),
                record.datasetRoots(),
                root,
                count,
                record.sharesRoot(),
                record.shareCount(),
                record.payoutsRoot(),
                record.payoutCount(),
                record.poolMicros(),
                record.paidMicros(),
                record.undistributedMicros(),
                record.unit(),
                record.deposits());
    }

    /** The log of these entries. */
    static LedgerView of(CanonicalRecord... records) {
        List<LogEntry> entries = new ArrayList<>();
        for (CanonicalRecord record : records) {
            entries.add(new LogEntry(entries.size(), record.leafHash(), record.toJson(), "org1", "tx", 0));
        }
        return new LedgerView(entries);
    }
}
