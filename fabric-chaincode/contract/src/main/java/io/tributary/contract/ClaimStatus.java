// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * A payout that was claimed.
 *
 * @param epoch the epoch that pays it
 * @param leafHash its salted leaf hash
 * @param claimHash leaf hash of the signed claim
 * @param caller the organisation that submitted the claim
 * @param transactionId the transaction
 * @param timestampMillis its claimed time, in milliseconds since 1970
 */
public record ClaimStatus(
        long epoch, Hash leafHash, Hash claimHash, String caller, String transactionId, long timestampMillis) {
    /** Requires every part. */
    public ClaimStatus {
        Objects.requireNonNull(leafHash, "leafHash");
        Objects.requireNonNull(claimHash, "claimHash");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(transactionId, "transactionId");
    }

    /** Reads what the contract stores of a claim. */
    public static ClaimStatus of(JsonObject json) {
        json.requireNested("claim status", "caller", "claimHash", "epoch", "leafHash", "timestamp", "transactionId");
        return new ClaimStatus(
                json.integer("epoch"),
                json.hash("leafHash"),
                json.hash("claimHash"),
                json.text("caller"),
                json.text("transactionId"),
                json.integer("timestamp"));
    }
}
