// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

/** Why the contract refuses a transaction. Names are stable: they are the first word of the message. */
public enum ContractCode {
    /** No such transaction or query. */
    FUNCTION_UNKNOWN(2),
    /** The argument or a confidential field breaks its format. */
    ARGUMENT_INVALID(2),
    /** The network has not been configured yet. */
    NOT_CONFIGURED(3),
    /** The network is configured, and differently. */
    ALREADY_CONFIGURED(4),
    /** The caller is no organisation of the network. */
    CALLER_UNKNOWN(1),
    /** The client's certificate is for other functions than this one. */
    ROLE_FORBIDDEN(1),
    /** Signed or written for another network. */
    NETWORK_MISMATCH(1),
    /** The entry breaks the rules of its kind whatever the state. */
    ENTRY_INVALID(2),
    /** Entries of this kind come from a transaction of their own. */
    ENTRY_RESERVED(1),
    /** No entry with this hash was recorded, or the log has no entry there. */
    ENTRY_UNKNOWN(2),
    /** Fewer organisations approved the entry than it takes. */
    APPROVALS_MISSING(1),
    /** The approval is signed in the name of another organisation than the caller. */
    APPROVAL_FOREIGN(1),
    /** The approval's key or signature is not the organisation's. */
    APPROVAL_FORGED(1),
    /** The Datanet is not in the log. */
    DATANET_UNKNOWN(1),
    /** The Datanet's name is taken by another entry. */
    DATANET_CONFLICT(4),
    /** The entry decides about another organisation's Datanet. */
    DATANET_FOREIGN(1),
    /** The terms are of another organisation's Datanet. */
    TERMS_FOREIGN(1),
    /** The batch root was anchored before. */
    BATCH_ANCHORED(4),
    /** The version or its tag is taken, or is not the next one. */
    VERSION_CONFLICT(4),
    /** The version does not continue its predecessor. */
    VERSION_PARENT_WRONG(1),
    /** The review is submitted by another organisation than the Datanet's owner. */
    REVIEW_FOREIGN(1),
    /** No version in the log has this root. */
    DATASET_UNKNOWN(1),
    /** The log holds no training run for this model. */
    TRAINING_UNKNOWN(1),
    /** The held-out set has fewer items than the network demands, or the network has no parameter that says how many. */
    HELD_OUT_SMALL(2),
    /** The version has a held-out set, and another one. */
    HELD_OUT_CONFLICT(4),
    /** Batches of the version are anchored, so its held-out set comes too late. */
    HELD_OUT_LATE(1),
    /** The version has no held-out set of its own. */
    HELD_OUT_MISSING(1),
    /** The training uses another held-out set than was committed for the version. */
    HELD_OUT_WRONG(1),
    /** The model differs from its training. */
    TRAINING_MISMATCH(1),
    /** The model's name is taken by another entry. */
    MODEL_CONFLICT(4),
    /** The model is not in the log. */
    MODEL_UNKNOWN(1),
    /** The model is below its evaluation floor. */
    MODEL_GATED(1),
    /** The organisation proposed several records of the epoch that died; it is the turn of others. */
    PROPOSER_TIRED(1),
    /** Organisations could not train the model again, so no epoch pays for it. */
    MODEL_REFUSED(1),
    /** The parameter would change an epoch that is proposed or final. */
    PARAMETER_RETROACTIVE(1),
    /** The parameter has another value from this epoch on. */
    PARAMETER_CONFLICT(4),
    /** The deposit's name is taken by another entry. */
    DEPOSIT_CONFLICT(4),
    /** The deposit is not in the log. */
    DEPOSIT_UNKNOWN(1),
    /** More is taken from a deposit than it holds, or by an adjustment than the contested epoch took. */
    DEPOSIT_EXCEEDED(1),
    /** The deposit is in another unit. */
    DEPOSIT_UNIT_WRONG(1),
    /** The epoch is not the one after the last final epoch. */
    EPOCH_NUMBER_WRONG(1),
    /** Another record stands for this epoch. */
    EPOCH_CONFLICT(4),
    /** The record does not continue the last final epoch's hash. */
    EPOCH_CHAIN_BROKEN(1),
    /** The window does not continue the last final epoch's. */
    EPOCH_WINDOW_WRONG(1),
    /** Paid, undistributed, pool and the deposits used do not add up. */
    EPOCH_SUM_WRONG(1),
    /** The method is not the models' or the rule of pay not the network's. */
    EPOCH_METHOD_WRONG(1),
    /** The dataset roots are not those of the epoch's models. */
    EPOCH_DATASETS_WRONG(1),
    /** Number of leaves, roots and amounts contradict each other. */
    EPOCH_SIZE_WRONG(1),
    /** An adjustment names no contested epoch. */
    ADJUSTMENT_UNFOUNDED(1),
    /** Nothing was proposed for this epoch. */
    EPOCH_UNKNOWN(1),
    /** The epoch's state does not allow the transaction. */
    EPOCH_STATE_WRONG(1),
    /** The attestation is signed in the name of another organisation than the caller. */
    ATTESTATION_FOREIGN(1),
    /** The attestation's key or signature is not the organisation's. */
    ATTESTATION_FORGED(1),
    /** The organisation has attested this epoch before, and differently. */
    ATTESTATION_CONFLICT(4),
    /** The verdict does not fit the proposed record. */
    ATTESTATION_VERDICT_WRONG(1),
    /** The organisation has used this sequence before, for whatever it signed. */
    ATTESTATION_REPLAYED(4),
    /** Fewer equal attestations than the threshold. */
    ATTESTATIONS_MISSING(1),
    /** The challenge window is not over. */
    CHALLENGE_WINDOW_OPEN(1),
    /** The evidence does not show what the challenge says. */
    CHALLENGE_UNFOUNDED(1),
    /** The challenge is signed in the name of another organisation than the caller. */
    CHALLENGE_FOREIGN(1),
    /** The challenge's key or signature is not the organisation's. */
    CHALLENGE_FORGED(1),
    /** The epoch has no challenge with this evidence. */
    CHALLENGE_UNKNOWN(1),
    /** The challenge is decided, so it takes no verdict. */
    CHALLENGE_DECIDED(1),
    /** The verdict is signed in the name of another organisation than the caller. */
    VERDICT_FOREIGN(1),
    /** The verdict's key or signature is not the organisation's. */
    VERDICT_FORGED(1),
    /** The verdict does not follow from its recomputation, or that answers another question. */
    VERDICT_WRONG(1),
    /** The organisation has judged this challenge before, and differently. */
    VERDICT_CONFLICT(4),
    /** The epoch's payouts cannot be claimed, not yet or no more. */
    CLAIM_NOT_PAYABLE(1),
    /** The leaf is not the one that the claim names, or not of this epoch. */
    CLAIM_LEAF_WRONG(1),
    /** The path does not lead from the leaf to the epoch's payouts root. */
    CLAIM_PROOF_WRONG(1),
    /** The claim is not signed by the payout key inside the leaf. */
    CLAIM_KEY_WRONG(1),
    /** The leaf was claimed before. */
    CLAIM_TAKEN(4);

    private final int exitCode;

    ContractCode(int exitCode) {
        this.exitCode = exitCode;
    }

    /** The process exit code that the refusal ends as: 1 refused, 2 bad input, 3 missing, 4 conflict. */
    public int exitCode() {
        return exitCode;
    }
}
