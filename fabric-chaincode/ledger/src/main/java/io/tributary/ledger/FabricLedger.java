// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.contract.Call;
import io.tributary.contract.ContractException;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.CanonicalRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Proposal;
import org.hyperledger.fabric.client.Transaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger on a Hyperledger Fabric network, reached through the gateways of several organisations. A transaction is
 * on this disk, endorsed, before it is sent, and is settled by {@link FabricSubmission}: it takes effect exactly once
 * however often it is sent, also when this process ends in between. A transaction that lost a race for a key is
 * endorsed anew, a bounded number of times. Safe for use by several threads and processes.
 */
public final class FabricLedger implements Ledger {
    /** How often a transaction that lost a race is endorsed anew. */
    public static final int ATTEMPTS = 12;

    private static final Logger LOG = LoggerFactory.getLogger(FabricLedger.class);
    private static final int RESULT_BYTES_MAX = 32 * 1024 * 1024;
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(1);
    private static final Set<TxValidationCode> RACES = Set.of(
            TxValidationCode.MVCC_READ_CONFLICT,
            TxValidationCode.PHANTOM_READ_CONFLICT,
            TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
    private static final Set<String> QUERIES = Set.of(
            Call.policy().function(),
            Call.checkpoint().function(),
            Call.entries(0, 1).function(),
            Call.inclusionProof(Hash.empty(), 0).function(),
            Call.consistencyProof(1, 1).function(),
            Call.epochStatus(1).function(),
            Call.lastEpoch().function(),
            Call.parameters(1).function(),
            Call.deposits().function(),
            Call.claims(1).function(),
            Call.recorded(Hash.empty()).function());

    private final String caller;
    private final FabricGateways gateways;
    private final PendingTransactions pending;
    private final FabricSubmission submission;
    private final AtomicBoolean recovered = new AtomicBoolean();

    private FabricLedger(FabricProfile profile, PendingTransactions pending, FabricDeadlines deadlines) {
        this.caller = profile.organisation();
        this.gateways = FabricGateways.open(profile, deadlines);
        this.pending = pending;
        this.submission = new FabricSubmission(gateways, pending, profile.channel(), deadlines.settle());
    }

    /**
     * Opens a ledger; connects when it is used.
     *
     * @param profile connection profile file, see {@link FabricProfile}
     * @param pending folder of this organisation's transactions in flight; made where it is missing
     */
    public static FabricLedger open(Path profile, Path pending) {
        return open(FabricProfile.read(profile), pending, FabricDeadlines.USUAL);
    }

    /** Opens a ledger with deadlines of its own. */
    public static FabricLedger open(FabricProfile profile, Path pending, FabricDeadlines deadlines) {
        return new FabricLedger(profile, new PendingTransactions(pending), deadlines);
    }

    @Override
    public String caller() {
        return caller;
    }

    /**
     * Runs a transaction; returns when a block holds it and every gateway that answers has that block.
     *
     * @throws ContractException if the contract refuses it
     * @throws ConflictException if it lost every race
     * @throws UnavailableException if no gateway could bring it about, or its outcome is unknown; its bytes are kept
     *     then, and sent again before the next transaction
     */
    @Override
    public JsonObject submit(Call call) {
        recover();
        String last = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                FabricSubmission.Endorsed endorsed = endorse(call);
                TxValidationCode code = send(endorsed);
                if (code == TxValidationCode.VALID) {
                    return result(endorsed.result());
                }
                if (!RACES.contains(code)) {
                    throw new UnavailableException(call.function() + ": the peers hold transaction "
                            + endorsed.transactionId() + " invalid: " + code);
                }
                last = code.name();
            } catch (GatewayException e) {
                if (!FabricFailure.isDisagreement(e)) {
                    throw FabricFailure.of(call.function(), e);
                }
                last = "the endorsers stand at different blocks";
            }
            LOG.debug("{} runs again: {}", call.function(), last);
            pause(attempt);
        }
        throw new ConflictException(
                call.function() + " lost " + ATTEMPTS + " races against other transactions (" + last + "); try again");
    }

    @Override
    public JsonObject evaluate(Call call) {
        if (!QUERIES.contains(call.function())) {
            throw new InvalidInputException(call.function() + " is a transaction, want a query");
        }
        try {
            return result(gateways.call(connection -> proposal(connection, call).evaluate()));
        } catch (GatewayException e) {
            throw FabricFailure.of(call.function(), e);
        }
    }

    /** Records many entries at once: each has a key of its own, so they share blocks without meeting. */
    @Override
    public List<Long> append(List<? extends CanonicalRecord> entries) {
        List<Long> indexes = new ArrayList<>();
        for (int start = 0; start < entries.size(); start += BATCH) {
            indexes.addAll(extend(
                    InParallel.map(entries.subList(start, Math.min(entries.size(), start + BATCH)), this::record)));
        }
        return List.copyOf(indexes);
    }

    @Override
    public LedgerEvents follow(LedgerPosition from) {
        return FabricEvents.open(gateways, from);
    }

    @Override
    public void close() {
        gateways.close();
    }

    private FabricSubmission.Endorsed endorse(Call call) throws GatewayException {
        return gateways.call(connection -> {
            Transaction transaction = proposal(connection, call).endorse();
            return new FabricSubmission.Endorsed(
                    transaction.getTransactionId(), transaction.getBytes(), transaction.getResult());
        });
    }

    private TxValidationCode send(FabricSubmission.Endorsed endorsed) throws GatewayException {
        try {
            return submission.send(endorsed);
        } catch (UnavailableException e) {
            // What is open now is settled before the next transaction.
            recovered.set(false);
            throw e;
        }
    }

    private static Proposal proposal(FabricGateways.Connection connection, Call call) {
        Map<String, byte[]> confidential = new TreeMap<>();
        call.confidential().forEach((name, value) -> confidential.put(name, value.bytes()));
        return connection
                .contract()
                .newProposal(call.function())
                .addArguments(call.argument().bytes())
                .putAllTransient(confidential)
                .build();
    }

    /** Settles what an earlier process left, once and before anything new is sent. */
    private synchronized void recover() {
        if (recovered.get()) {
            return;
        }
        for (String transactionId : pending.ids()) {
            submission.resume(transactionId);
        }
        recovered.set(true);
    }

    private static JsonObject result(byte[] bytes) {
        return CanonicalJson.parse(bytes, RESULT_BYTES_MAX);
    }

    private static void pause(int attempt) {
        long most = Math.min(PAUSE_MAX.toMillis(), PAUSE.toMillis() << Math.min(attempt, 16));
        FabricSubmission.sleep(
                Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1)));
    }
}
