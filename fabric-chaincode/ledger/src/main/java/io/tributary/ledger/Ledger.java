// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.contract.Call;
import io.tributary.contract.ChallengeStatus;
import io.tributary.contract.Checkpoint;
import io.tributary.contract.ClaimStatus;
import io.tributary.contract.ContractCode;
import io.tributary.contract.ContractException;
import io.tributary.contract.DepositStatus;
import io.tributary.contract.EpochStatus;
import io.tributary.contract.LastEpoch;
import io.tributary.contract.LogEntry;
import io.tributary.contract.LogProof;
import io.tributary.contract.RecordedEntry;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The ledger as one organisation reaches it. An implementation brings {@link #submit} and {@link #evaluate}; everything
 * else is built on them, so that it is the same on every kind of ledger. Every transaction may be repeated: what is
 * already so is answered as if it had just been done. A refusal is a {@link ContractException} with a stable code.
 */
public interface Ledger extends AutoCloseable {
    /** Most entries that one call reads or appends. */
    int BATCH = 500;

    /** The organisation that submits. */
    String caller();

    /** Runs a transaction; returns when it is durable. */
    JsonObject submit(Call call);

    /** Runs a query. */
    JsonObject evaluate(Call call);

    /** Follows the transactions behind a position; ends with this ledger. */
    LedgerEvents follow(LedgerPosition from);

    @Override
    void close();

    /** Sets the network's name, organisations and threshold; once. */
    default void configure(Policy policy) {
        submit(Call.configure(policy));
    }

    /** The network's name, organisations and threshold; empty before it is configured. */
    default Optional<Policy> policy() {
        try {
            return Optional.of(Policy.of(evaluate(Call.policy())));
        } catch (ContractException e) {
            if (e.code() == ContractCode.NOT_CONFIGURED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Writes an entry under its own hash, where it has no effect until {@link #extend} appends it. */
    default Hash record(CanonicalRecord entry) {
        return submit(Call.record(entry)).hash("leafHash");
    }

    /** Appends recorded entries in this order, all or none; returns where each of them stands in the log. */
    default List<Long> extend(List<Hash> leafHashes) {
        return submit(Call.extend(leafHashes)).objects("entries").stream()
                .map(position -> position.integer("index"))
                .collect(Collectors.toUnmodifiableList());
    }

    /** Hands in the caller's signed approval of a recorded entry; with enough of them {@link #extend} takes it. */
    default void approve(SignedEnvelope approval) {
        submit(Call.approve(approval));
    }

    /** A recorded entry, in the log or not, and who approved it; empty if none has that hash. */
    default Optional<RecordedEntry> recorded(Hash leafHash) {
        try {
            return Optional.of(RecordedEntry.of(evaluate(Call.recorded(leafHash))));
        } catch (ContractException e) {
            if (e.code() == ContractCode.ENTRY_UNKNOWN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Records entries and appends them in this order; returns where each of them stands in the log. */
    default List<Long> append(List<? extends CanonicalRecord> entries) {
        List<Long> indexes = new ArrayList<>();
        for (int start = 0; start < entries.size(); start += BATCH) {
            List<Hash> leafHashes = new ArrayList<>();
            for (CanonicalRecord entry : entries.subList(start, Math.min(entries.size(), start + BATCH))) {
                leafHashes.add(record(entry));
            }
            indexes.addAll(extend(leafHashes));
        }
        return List.copyOf(indexes);
    }

    /** Records one entry and appends it; returns its index in the log. */
    default long append(CanonicalRecord entry) {
        return append(List.of(entry)).get(0);
    }

    /** Pays in; returns the index of the deposit's entry. */
    default long deposit(DepositEntry deposit) {
        return append(deposit);
    }

    /** Sets a parameter from an epoch on; returns the index of its entry. */
    default long parameter(ParameterEntry parameter) {
        return append(parameter);
    }

    /** Proposes an epoch's record; returns the record hash that organisations attest. */
    default Hash propose(EpochRecord epoch) {
        return submit(Call.propose(epoch)).hash("recordHash");
    }

    /** Hands in the caller's signed attestation; returns whether it counts for the proposed record. */
    default boolean attest(SignedEnvelope attestation) {
        return submit(Call.attest(attestation)).flag("counts");
    }

    /** Makes an attested epoch final; returns the index of its entry in the log. */
    default long finalise(long epoch) {
        return submit(Call.finalise(epoch)).integer("index");
    }

    /** Opens a final epoch for claims. */
    default void open(long epoch) {
        submit(Call.open(epoch));
    }

    /**
     * Claims a payout.
     *
     * @param claim {@code claim/v1} signed by the leaf's payout key, its signer the leaf's payee
     * @param leaf the payout; never on the ledger
     * @param index its position in the payouts tree
     * @param path its inclusion path
     */
    default ClaimStatus claim(SignedEnvelope claim, Payout leaf, long index, List<Hash> path) {
        return ClaimStatus.of(submit(Call.claim(claim, leaf, index, path)));
    }

    /**
     * Challenges an epoch; what structural evidence shows is decided at once.
     *
     * @param challenge {@code challenge/v1} signed by the caller
     * @param evidence what it brings; never on the ledger
     */
    default ChallengeStatus challenge(SignedEnvelope challenge, Evidence evidence) {
        return ChallengeStatus.of(submit(Call.challenge(challenge, evidence)));
    }

    /**
     * Judges a challenge that organisations decide.
     *
     * @param verdict {@code verdict/v1} signed by the caller
     * @param evidence what the challenge brings; never on the ledger
     * @param recomputation what the caller recomputed; never on the ledger
     */
    default ChallengeStatus verdict(SignedEnvelope verdict, Evidence evidence, Recomputation recomputation) {
        return ChallengeStatus.of(submit(Call.verdict(verdict, evidence, recomputation)));
    }

    /** Size and root of the log. */
    default Checkpoint checkpoint() {
        return Checkpoint.of(evaluate(Call.checkpoint()));
    }

    /** Every entry of the log from an index on, in order. */
    default List<LogEntry> entries(long from) {
        List<LogEntry> entries = new ArrayList<>();
        long next = from;
        List<LogEntry> page = page(next);
        while (!page.isEmpty()) {
            entries.addAll(page);
            next += page.size();
            page = page(next);
        }
        return List.copyOf(entries);
    }

    private List<LogEntry> page(long from) {
        return evaluate(Call.entries(from, BATCH)).objects("entries").stream()
                .map(LogEntry::of)
                .collect(Collectors.toList());
    }

    /** That an entry stands in the log as it is now. */
    default LogProof inclusionProof(Hash leafHash) {
        return LogProof.of(evaluate(Call.inclusionProof(leafHash, 0)));
    }

    /** That an entry stands in the log of an earlier size. */
    default LogProof inclusionProof(Hash leafHash, long size) {
        return LogProof.of(evaluate(Call.inclusionProof(leafHash, size)));
    }

    /** That the log of the new size continues the log of the old one. Requires 0 < oldSize <= newSize <= size. */
    default List<Hash> consistencyProof(long oldSize, long newSize) {
        return evaluate(Call.consistencyProof(oldSize, newSize)).hashes("path");
    }

    /** Where an epoch stands; empty if nothing is proposed for it. */
    default Optional<EpochStatus> epochStatus(long epoch) {
        try {
            return Optional.of(EpochStatus.of(evaluate(Call.epochStatus(epoch))));
        } catch (ContractException e) {
            if (e.code() == ContractCode.EPOCH_UNKNOWN) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The last final epoch: number, record hash and window end that the next one continues. */
    default LastEpoch lastEpoch() {
        return LastEpoch.of(evaluate(Call.lastEpoch()));
    }

    /** Every parameter's value for an epoch, by name. */
    default SortedMap<String, String> parameters(long epoch) {
        SortedMap<String, String> values = new TreeMap<>();
        for (JsonObject parameter : evaluate(Call.parameters(epoch)).objects("parameters")) {
            values.put(parameter.text("name"), parameter.text("value"));
        }
        return Collections.unmodifiableSortedMap(values);
    }

    /** Every deposit with what it holds, by id. */
    default List<DepositStatus> deposits() {
        return evaluate(Call.deposits()).objects("deposits").stream()
                .map(DepositStatus::of)
                .collect(Collectors.toUnmodifiableList());
    }

    /** Every claimed payout of an epoch, by leaf hash. */
    default List<ClaimStatus> claims(long epoch) {
        return evaluate(Call.claims(epoch)).objects("claims").stream()
                .map(ClaimStatus::of)
                .collect(Collectors.toUnmodifiableList());
    }
}
