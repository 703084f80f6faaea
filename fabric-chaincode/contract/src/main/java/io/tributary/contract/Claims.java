// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.Claim;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import java.util.List;
import java.util.Optional;

/**
 * The transaction {@code claim}. Who is paid how much stays off the ledger: claim, leaf and path come as confidential
 * fields, and nothing of them is kept, or put into a message, but salted or signed hashes.
 */
final class Claims {
    static final String KIND = "claim";

    private Claims() {}

    static JsonObject claim(Context context) {
        JsonObject argument = context.argument("epoch", "leafHash");
        long epoch = argument.integer("epoch");
        Hash leafHash = argument.hash("leafHash");
        EpochRecord record = payable(context, epoch);
        Payout leaf = context.confidential(Call.CONFIDENTIAL_LEAF, Payout::of);
        requireLeaf(record, leaf, leafHash);
        requireIncluded(record, leafHash, context.confidential(Call.CONFIDENTIAL_PATH, Path::of));
        SignedEnvelope signed = context.confidential(Call.CONFIDENTIAL_CLAIM, SignedEnvelope::of);
        requirePayee(context, record, signed, leaf);
        StateKey key = StateKey.of(KIND, StateKey.padded(epoch), leafHash.hex());
        if (context.state().has(key)) {
            throw new ContractException(ContractCode.CLAIM_TAKEN, "payout " + leafHash + " was claimed before");
        }
        JsonObject stored = context.stamped()
                .put("claimHash", Hash.leaf(signed.toJson().bytes()))
                .put("epoch", epoch)
                .put("leafHash", leafHash)
                .build();
        context.state().create(key, stored);
        return stored;
    }

    /**
     * The record that is paid by. Claims are the many: what they go by stands in one value, written when the epoch was
     * opened, so that a claim reads that and its own key and nothing else.
     */
    private static EpochRecord payable(Context context, long epoch) {
        Optional<JsonObject> opened = epoch < 1 ? Optional.empty() : Epochs.findOpened(context, epoch);
        boolean member = opened.isPresent() && opened.get().texts("members").contains(context.caller());
        if (!member) {
            context.requireMember();
        }
        if (opened.isEmpty()) {
            throw new ContractException(
                    ContractCode.CLAIM_NOT_PAYABLE, "payouts of epoch " + epoch + " cannot be claimed yet");
        }
        if (opened.get().flag("closed")) {
            throw new ContractException(
                    ContractCode.CLAIM_NOT_PAYABLE,
                    "epoch " + epoch + " was proven wrong; its payouts come with the epoch that adjusts it");
        }
        return EpochRecord.of(opened.get().object("record"));
    }

    private static void requireLeaf(EpochRecord record, Payout leaf, Hash leafHash) {
        if (!leaf.leafHash().equals(leafHash)) {
            throw new ContractException(
                    ContractCode.CLAIM_LEAF_WRONG, "the leaf has hash " + leaf.leafHash() + ", want " + leafHash);
        }
        boolean ofRecord = leaf.network().equals(record.network())
                && leaf.epoch() == record.epoch()
                && leaf.unit().equals(record.unit())
                && leaf.amount() > 0
                && leaf.amount() <= record.paidMicros();
        if (!ofRecord) {
            throw new ContractException(
                    ContractCode.CLAIM_LEAF_WRONG,
                    "leaf " + leafHash + " is not of epoch " + record.epoch() + " of network " + record.network());
        }
    }

    private static void requireIncluded(EpochRecord record, Hash leafHash, Path path) {
        Verdict verdict = MerkleProof.verifyInclusion(
                leafHash, path.index(), record.payoutCount(), path.hashes(), record.payoutsRoot());
        if (!verdict.valid()) {
            throw new ContractException(ContractCode.CLAIM_PROOF_WRONG, verdict.reason());
        }
    }

    private static void requirePayee(Context context, EpochRecord record, SignedEnvelope signed, Payout leaf) {
        if (!signed.network().equals(record.network())) {
            throw new ContractException(
                    ContractCode.NETWORK_MISMATCH,
                    "the claim is for network " + signed.network() + ", want " + record.network());
        }
        Claim claim = context.confidential(
                Call.CONFIDENTIAL_CLAIM,
                json -> Claim.of(SignedEnvelope.of(json).body()));
        if (claim.epoch() != leaf.epoch() || !claim.leafHash().equals(leaf.leafHash())) {
            throw new ContractException(
                    ContractCode.CLAIM_LEAF_WRONG, "the claim is signed for another leaf than " + leaf.leafHash());
        }
        boolean byPayee = claim.signer().equals(leaf.payee()) && signed.verifiedBy(payeeKey(leaf));
        if (!byPayee) {
            throw new ContractException(
                    ContractCode.CLAIM_KEY_WRONG,
                    "the claim is not signed by the payout key of leaf " + leaf.leafHash());
        }
    }

    private static VerifyingKey payeeKey(Payout leaf) {
        try {
            return VerifyingKey.ofHex(leaf.payeeKey());
        } catch (InvalidInputException e) {
            throw new ContractException(
                    ContractCode.CLAIM_KEY_WRONG, "the payout key of leaf " + leaf.leafHash() + " is no Ed25519 key");
        }
    }

    private record Path(long index, List<Hash> hashes) {
        static Path of(JsonObject json) {
            json.requireNested("path", "index", "path");
            return new Path(json.integer("index"), json.hashes("path"));
        }
    }
}
