// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.Policy;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a caller asks of the contract: a function, its argument, and what must not stay on the ledger. The factories
 * below are the complete list of transactions and queries, and the only place that knows the shape of their arguments.
 *
 * @param function name of the transaction or query
 * @param argument one canonical object, kept by the ledger for ever
 * @param confidential by name, what the call needs but the ledger must not keep: Fabric's transient map
 */
public record Call(String function, JsonObject argument, SortedMap<String, JsonObject> confidential) {
    static final String CONFIGURE = "configure";
    static final String RECORD = "record";
    static final String EXTEND = "extend";
    static final String APPROVE = "approve";
    static final String PROPOSE = "propose";
    static final String ATTEST = "attest";
    static final String FINALISE = "finalise";
    static final String OPEN = "open";
    static final String CLAIM = "claim";
    static final String CHALLENGE = "challenge";
    static final String VERDICT = "verdict";
    static final String POLICY = "policy";
    static final String CHECKPOINT = "checkpoint";
    static final String ENTRIES = "entries";
    static final String INCLUSION_PROOF = "inclusion-proof";
    static final String CONSISTENCY_PROOF = "consistency-proof";
    static final String EPOCH_STATUS = "epoch-status";
    static final String LAST_EPOCH = "last-epoch";
    static final String PARAMETERS = "parameters";
    static final String DEPOSITS = "deposits";
    static final String CLAIMS = "claims";
    static final String RECORDED = "recorded";

    /** Name of the confidential signed claim. */
    static final String CONFIDENTIAL_CLAIM = "claim";

    /** Name of the confidential payout leaf. */
    static final String CONFIDENTIAL_LEAF = "leaf";

    /** Name of the confidential inclusion path. */
    static final String CONFIDENTIAL_PATH = "path";

    /** Name of the confidential evidence. */
    static final String CONFIDENTIAL_EVIDENCE = "evidence";

    /** Name of the confidential recomputation. */
    static final String CONFIDENTIAL_RECOMPUTATION = "recomputation";

    /** Largest argument or confidential field that has no limit of its own, in bytes. */
    private static final int BYTES_MAX = 4 * 1024 * 1024;

    /** Copies the confidential map. */
    public Call {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(argument, "argument");
        confidential = Collections.unmodifiableSortedMap(new TreeMap<>(confidential));
    }

    /** Sets the network's name, its organisations with their attestation keys, and the threshold; once. */
    public static Call configure(Policy policy) {
        return of(CONFIGURE, policy.toJson());
    }

    /** Writes an entry under a key of its own, where it has no effect yet. */
    public static Call record(CanonicalRecord entry) {
        return of(RECORD, argument(RECORD).put("entry", entry.toJson()).build());
    }

    /** Appends recorded entries to the log in this order; those that the log holds stay where they are. */
    public static Call extend(List<Hash> leafHashes) {
        return of(EXTEND, argument(EXTEND).put("hashes", leafHashes).build());
    }

    /** Hands in the caller's signed {@code approval/v1} of a recorded entry. */
    public static Call approve(SignedEnvelope approval) {
        return of(APPROVE, argument(APPROVE).put("approval", approval.toJson()).build());
    }

    /** Proposes an epoch's record and reserves what it takes from deposits. */
    public static Call propose(EpochRecord epoch) {
        return of(PROPOSE, argument(PROPOSE).put("record", epoch.toJson()).build());
    }

    /** Hands in the caller's signed {@code attestation/v1}. */
    public static Call attest(SignedEnvelope attestation) {
        return of(
                ATTEST,
                argument(ATTEST).put("attestation", attestation.toJson()).build());
    }

    /** Writes an attested epoch once and appends its record to the log. */
    public static Call finalise(long epoch) {
        return ofEpoch(FINALISE, epoch);
    }

    /** Opens a final epoch for claims once its challenge window is over. */
    public static Call open(long epoch) {
        return ofEpoch(OPEN, epoch);
    }

    /**
     * Claims one payout. Claim, leaf and path are confidential: the ledger keeps the salted leaf hash.
     *
     * @param claim {@code claim/v1} signed by the leaf's payout key
     * @param leaf the payout
     * @param index position of the leaf in the payouts tree
     * @param path its inclusion path, lowest sibling first
     */
    public static Call claim(SignedEnvelope claim, Payout leaf, long index, List<Hash> path) {
        SortedMap<String, JsonObject> confidential = new TreeMap<>();
        confidential.put(CONFIDENTIAL_CLAIM, claim.toJson());
        confidential.put(CONFIDENTIAL_LEAF, leaf.toJson());
        confidential.put(
                CONFIDENTIAL_PATH,
                JsonObject.nested().put("index", index).put("path", path).build());
        JsonObject argument = argument(CLAIM)
                .put("epoch", leaf.epoch())
                .put("leafHash", leaf.leafHash())
                .build();
        return new Call(CLAIM, argument, confidential);
    }

    /**
     * Challenges an epoch. The evidence is confidential: the ledger keeps its salted hash.
     *
     * @param challenge {@code challenge/v1} signed by the caller
     * @param evidence what it brings
     */
    public static Call challenge(SignedEnvelope challenge, Evidence evidence) {
        SortedMap<String, JsonObject> confidential = new TreeMap<>();
        confidential.put(CONFIDENTIAL_EVIDENCE, evidence.toJson());
        JsonObject argument =
                argument(CHALLENGE).put("challenge", challenge.toJson()).build();
        return new Call(CHALLENGE, argument, confidential);
    }

    /**
     * Judges a challenge. Evidence and recomputation are confidential: the ledger keeps their salted hashes.
     *
     * @param verdict {@code verdict/v1} signed by the caller
     * @param evidence what the challenge brings
     * @param found what the caller recomputed
     */
    public static Call verdict(SignedEnvelope verdict, Evidence evidence, Recomputation found) {
        SortedMap<String, JsonObject> confidential = new TreeMap<>();
        confidential.put(CONFIDENTIAL_EVIDENCE, evidence.toJson());
        confidential.put(CONFIDENTIAL_RECOMPUTATION, found.toJson());
        JsonObject argument = argument(VERDICT).put("verdict", verdict.toJson()).build();
        return new Call(VERDICT, argument, confidential);
    }

    /** The largest argument in bytes: what a boundary refuses before it parses. */
    public static int argumentBytesMax() {
        return BYTES_MAX;
    }

    /** The largest confidential field of this name in bytes: what a boundary refuses before it parses. */
    public static int confidentialBytesMax(String name) {
        return switch (name) {
            case CONFIDENTIAL_EVIDENCE -> Evidence.BYTES_MAX;
            case CONFIDENTIAL_RECOMPUTATION -> Recomputation.BYTES_MAX;
            default -> BYTES_MAX;
        };
    }

    /** Query: the configured {@link Policy}. */
    public static Call policy() {
        return of(POLICY, argument(POLICY).build());
    }

    /** Query: size and root of the log, a {@link Checkpoint}. */
    public static Call checkpoint() {
        return of(CHECKPOINT, argument(CHECKPOINT).build());
    }

    /** Query: up to {@code max} {@link LogEntry}s from an index on. */
    public static Call entries(long from, long max) {
        return of(ENTRIES, argument(ENTRIES).put("from", from).put("max", max).build());
    }

    /** Query: the {@link LogProof} of an entry in the log of a size; size 0 means the log as it is. */
    public static Call inclusionProof(Hash leafHash, long size) {
        return of(
                INCLUSION_PROOF,
                argument(INCLUSION_PROOF)
                        .put("leafHash", leafHash)
                        .put("size", size)
                        .build());
    }

    /** Query: the path that shows that the log only grew between two sizes. */
    public static Call consistencyProof(long oldSize, long newSize) {
        return of(
                CONSISTENCY_PROOF,
                argument(CONSISTENCY_PROOF)
                        .put("oldSize", oldSize)
                        .put("newSize", newSize)
                        .build());
    }

    /** Query: the {@link EpochStatus} of a proposed epoch. */
    public static Call epochStatus(long epoch) {
        return ofEpoch(EPOCH_STATUS, epoch);
    }

    /** Query: the {@link LastEpoch} that is final. */
    public static Call lastEpoch() {
        return of(LAST_EPOCH, argument(LAST_EPOCH).build());
    }

    /** Query: every parameter's value for an epoch. */
    public static Call parameters(long epoch) {
        return ofEpoch(PARAMETERS, epoch);
    }

    /** Query: every {@link DepositStatus}. */
    public static Call deposits() {
        return of(DEPOSITS, argument(DEPOSITS).build());
    }

    /** Query: a {@link RecordedEntry}, in the log or not. */
    public static Call recorded(Hash leafHash) {
        return of(RECORDED, argument(RECORDED).put("leafHash", leafHash).build());
    }

    /** Query: every {@link ClaimStatus} of an epoch. */
    public static Call claims(long epoch) {
        return ofEpoch(CLAIMS, epoch);
    }

    /** The type of a function's argument. */
    static String argumentType(String function) {
        return "tributary/call-" + function + "/v1";
    }

    private static JsonObject.Builder argument(String function) {
        return JsonObject.typed(argumentType(function));
    }

    private static Call ofEpoch(String function, long epoch) {
        return of(function, argument(function).put("epoch", epoch).build());
    }

    private static Call of(String function, JsonObject argument) {
        return new Call(function, argument, new TreeMap<>());
    }
}
