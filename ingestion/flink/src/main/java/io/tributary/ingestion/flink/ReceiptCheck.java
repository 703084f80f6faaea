// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Countersignature;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Inferences;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.tables.KeyDirectory;
import java.util.List;

/**
 * What a receipt claims beyond its signature: a size that can be sealed, an id of its host's own, a time that fits its arrival, and the caller's word where the caller has a key. A host signs
 * for all of a batch, so one wrong receipt refuses it as a whole.
 */
final class ReceiptCheck {
    private static final String CALLER = "caller";

    private final BatchVerifier.Limits limits;
    private final KeyDirectory directory;

    ReceiptCheck(BatchVerifier.Limits limits, KeyDirectory directory) {
        this.limits = limits;
        this.directory = directory;
    }

    /**
     * Requires that every receipt of a batch is in order.
     *
     * @param hostKey what the batch is signed with
     * @param appendedMillis when it arrived, epoch milliseconds
     */
    void require(Inferences batch, VerifyingKey hostKey, long appendedMillis) {
        requireNotAhead(batch.header().upTo(), appendedMillis);
        for (Inference item : batch.items()) {
            item.requireBounded();
            requireOwnId(item.receipt());
            requireTime(item.receipt(), appendedMillis);
            requireCountersigned(item.receipt(), hostKey, appendedMillis);
        }
    }

    private static void requireOwnId(Receipt receipt) {
        if (!receipt.namesItsHost()) {
            throw refused(receipt, Rule.RECEIPT_ID_FOREIGN, "does not end with @" + receipt.host());
        }
    }

    private void requireTime(Receipt receipt, long appendedMillis) {
        requireNotAhead(receipt.occurredAt(), appendedMillis);
        if (receipt.occurredAt() < appendedMillis - limits.ageMax().toMillis()) {
            throw new MalformedException(
                    Rule.RECEIPT_CLOCK_SKEW, "receipt " + receipt.receiptId() + " is older than is accepted");
        }
    }

    private void requireNotAhead(long claimedMillis, long appendedMillis) {
        if (claimedMillis > appendedMillis + limits.aheadMax().toMillis()) {
            throw new MalformedException(
                    Rule.RECEIPT_CLOCK_SKEW,
                    "claims " + claimedMillis + ", arrived at " + appendedMillis + ", want at most "
                            + limits.aheadMax().toMillis() + " ms later");
        }
    }

    private void requireCountersigned(Receipt receipt, VerifyingKey hostKey, long atMillis) {
        boolean signed = !receipt.callerSig().isEmpty();
        List<VerifyingKey> keys = signed
                ? directory.keys(receipt.caller(), CALLER, atMillis)
                : directory.keysAtHand(receipt.caller(), CALLER, atMillis);
        if (!signed && keys.isEmpty()) {
            return;
        }
        if (keys.contains(hostKey) || Countersignature.verifies(receipt, limits.network(), hostKey)) {
            throw refused(receipt, Rule.RECEIPT_COUNTERSIGNATURE_SELF, "is countersigned by its host");
        }
        if (!signed) {
            throw refused(receipt, Rule.RECEIPT_COUNTERSIGNATURE_MISSING, "is not countersigned");
        }
        if (keys.stream().noneMatch(key -> Countersignature.verifies(receipt, limits.network(), key))) {
            throw refused(receipt, Rule.RECEIPT_COUNTERSIGNATURE_INVALID, "is not countersigned by its caller");
        }
    }

    private static MalformedException refused(Receipt receipt, Rule rule, String what) {
        return new MalformedException(rule, "receipt " + receipt.receiptId() + " " + what);
    }
}
