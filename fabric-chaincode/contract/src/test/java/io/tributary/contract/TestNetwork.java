// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochState;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The contract over a state in memory, driven the way a peer drives it: simulate, then commit what was put. */
final class TestNetwork {
    private final Contract contract = new Contract();
    private final VersionedState state = new VersionedState();
    private final List<Committed> committed = new ArrayList<>();
    private final List<JsonObject> puts = new ArrayList<>();
    private long transactions;
    private UnaryOperator<JsonObject> variant = UnaryOperator.identity();
    private Consumer<EpochRecord> contest =
            record -> run("OrgC", Disputes.challengeCall("OrgC", Disputes.form(record)));

    /** Three organisations of which two must agree, the sample entries in the log, 10,000 credits deposited. */
    static TestNetwork started() {
        return started(3, 2);
    }

    static TestNetwork started(int organisations, int threshold) {
        TestNetwork network = new TestNetwork();
        network.run("OrgA", Call.configure(Samples.policy(organisations, threshold)));
        TrainingEntry training = Samples.training("support_mail", Samples.DATASET_ROOT);
        network.append(
                Samples.datanet("support_mail"),
                Samples.batches("support_mail", 1, Samples.hash("batch 1"), Samples.hash("batch 2")),
                Samples.version("support_mail", 1, Samples.DATASET_ROOT, Hash.empty()),
                training,
                Samples.model("good", training, true),
                Samples.model("poor", training, false),
                Samples.deposit("deposit-1", 10_000, "credit"),
                Samples.deposit("deposit-2", 10_000, "token"));
        return network;
    }

    JsonObject run(String caller, Call call) {
        Transaction transaction = new Transaction(
                call,
                caller,
                Hash.sha256(Long.toString(transactions++).getBytes(StandardCharsets.UTF_8))
                        .hex(),
                1_000_000 + transactions);
        VersionedState.Simulation simulation = state.simulate();
        JsonObject result;
        try {
            result = contract.invoke(simulation, transaction);
        } catch (ContractException e) {
            if (!simulation.readWriteSet().writes().isEmpty()) {
                throw new AssertionError("a refused transaction has put something", e);
            }
            throw e;
        }
        if (!state.commit(simulation.readWriteSet())) {
            throw new IllegalStateException("nothing runs beside");
        }
        committed.add(new Committed(transaction, result));
        puts.addAll(simulation.readWriteSet().writesJson());
        return result;
    }

    /** Runs a transaction; returns the text of everything that it put. */
    String puts(String caller, Call call) {
        int before = puts.size();
        run(caller, call);
        return puts.subList(before, puts.size()).toString();
    }

    /** How many values were put so far, those put again included. */
    int putCount() {
        return puts.size();
    }

    void append(CanonicalRecord... entries) {
        List<Hash> leafHashes = new ArrayList<>();
        for (CanonicalRecord entry : entries) {
            leafHashes.add(run("OrgA", Call.record(entry)).hash("leafHash"));
        }
        run("OrgA", Call.extend(leafHashes));
    }

    void attest(String organisation, long epoch, Hash recordHash, String verdict) {
        run(organisation, Call.attest(Samples.sign(Samples.attestation(organisation, epoch, recordHash, verdict))));
    }

    void attestEqual(String organisation, EpochRecord record) {
        attest(organisation, record.epoch(), record.leafHash(), Attestation.EQUAL);
    }

    JsonObject claim(Payout leaf, SignedEnvelope claim, long index, List<Hash> path) {
        return run("OrgA", Call.claim(claim, leaf, index, path));
    }

    /** What the next epochs are made from; the sample record as it is unless a test says otherwise. */
    void variant(UnaryOperator<JsonObject> edit) {
        variant = edit;
    }

    /** How the next epochs become contested; by a leaf of no form unless a test says otherwise. */
    void contestBy(Consumer<EpochRecord> how) {
        contest = how;
    }

    /** Takes an epoch from nothing to a state, on the record that continues the last final one. */
    EpochRecord reach(long epoch, EpochState target) {
        EpochRecord record = EpochRecord.of(
                variant.apply(Samples.epoch(epoch, last().recordHash()).toJson()));
        run("OrgA", Call.propose(record));
        if (target.compareTo(EpochState.PROPOSED) > 0) {
            attestEqual("OrgA", record);
            attestEqual("OrgB", record);
        }
        if (target.compareTo(EpochState.ATTESTED) > 0) {
            run("OrgB", Call.finalise(epoch));
        }
        if (target.compareTo(EpochState.FINAL) > 0) {
            run("OrgC", Call.open(epoch));
        }
        if (target.compareTo(EpochState.PAYABLE) > 0) {
            contest.accept(record);
        }
        if (target.compareTo(EpochState.CONTESTED) > 0) {
            adjust(record);
        }
        return record;
    }

    /** Proposes and finishes an adjustment of a contested epoch. */
    EpochRecord adjust(EpochRecord contested) {
        EpochRecord adjustment = Samples.adjustment(contested, last().epoch() + 1, last().recordHash());
        run("OrgA", Call.propose(adjustment));
        attestEqual("OrgA", adjustment);
        attestEqual("OrgB", adjustment);
        run("OrgB", Call.finalise(adjustment.epoch()));
        return adjustment;
    }

    EpochStatus status(long epoch) {
        return EpochStatus.of(run("OrgA", Call.epochStatus(epoch)));
    }

    /** The state's name, NONE if nothing is proposed. */
    String stateOf(long epoch) {
        try {
            return status(epoch).state().name();
        } catch (ContractException e) {
            if (e.code() == ContractCode.EPOCH_UNKNOWN) {
                return "NONE";
            }
            throw e;
        }
    }

    LastEpoch last() {
        return LastEpoch.of(run("OrgA", Call.lastEpoch()));
    }

    Checkpoint checkpoint() {
        return Checkpoint.of(run("OrgA", Call.checkpoint()));
    }

    DepositStatus deposit(String depositId) {
        return run("OrgA", Call.deposits()).objects("deposits").stream()
                .map(DepositStatus::of)
                .filter(deposit -> deposit.depositId().equals(depositId))
                .findFirst()
                .orElseThrow();
    }

    Hash digest() {
        return state.digest();
    }

    VersionedState state() {
        return state;
    }

    /** A transaction that was let through, and its answer. */
    record Committed(Transaction transaction, JsonObject result) {}

    /** Every transaction that was let through, in order. */
    List<Committed> committed() {
        return List.copyOf(committed);
    }

    /** A call whose argument was written by hand. */
    static Call raw(String function, String key, JsonObject value) {
        return new Call(
                function,
                JsonObject.typed("tributary/call-" + function + "/v1")
                        .put(key, value)
                        .build(),
                new TreeMap<>());
    }
}
