// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import com.google.protobuf.InvalidProtocolBufferException;
import io.tributary.protocol.error.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.CommitStatusException;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.SubmitException;
import org.hyperledger.fabric.client.SubmittedTransaction;
import org.hyperledger.fabric.protos.peer.ProcessedTransaction;
import org.hyperledger.fabric.protos.peer.TxValidationCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings an endorsed transaction into a block exactly once. An orderer's acknowledgement is not durable: one that
 * crashes can forget what it has acknowledged, and then only the deadline of the status call tells. So the same bytes
 * are looked up and sent again until a block holds them; a block counts a transaction id once.
 */
final class FabricSubmission {
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final long ELSEWHERE_MILLIS = 2_000;
    private static final Logger LOG = LoggerFactory.getLogger(FabricSubmission.class);

    private final FabricGateways gateways;
    private final PendingTransactions pending;
    private final String channel;
    private final Duration patience;

    FabricSubmission(FabricGateways gateways, PendingTransactions pending, String channel, Duration patience) {
        this.gateways = gateways;
        this.pending = pending;
        this.channel = channel;
        this.patience = patience;
    }

    /** Keeps, sends and settles a transaction; returns what the peers say of it. */
    TxValidationCode send(Endorsed endorsed) throws GatewayException {
        pending.keep(endorsed.transactionId(), endorsed.transaction());
        return settle(endorsed.transactionId(), endorsed.transaction());
    }

    /** Settles a transaction that an earlier process kept. */
    void resume(String transactionId) {
        Optional<byte[]> transaction = pending.read(transactionId);
        if (transaction.isEmpty()) {
            return;
        }
        try {
            Optional<TxValidationCode> known = find(transactionId);
            TxValidationCode code = known.isPresent() ? known.get() : settle(transactionId, transaction.get());
            LOG.info("transaction {} of an earlier run is {}", transactionId, code);
            pending.forget(transactionId);
        } catch (GatewayException e) {
            LOG.warn("transaction {} of an earlier run is refused: {}", transactionId, FabricFailure.summary(e));
        }
    }

    /**
     * Sends until the outcome is known.
     *
     * @throws GatewayException if the transaction is turned down before it reaches an orderer
     */
    private TxValidationCode settle(String transactionId, byte[] transaction) throws GatewayException {
        long deadline = System.nanoTime() + patience.toNanos();
        int sent = 0;
        while (true) {
            FabricGateways.Connection connection = gateways.current();
            GatewayException failure;
            try {
                SubmittedTransaction submitted =
                        connection.gateway().newTransaction(transaction).submitAsync();
                TxValidationCode code = submitted.getStatus().getCode();
                pending.forget(transactionId);
                awaitElsewhere(submitted.getBytes());
                return code;
            } catch (SubmitException e) {
                if (FabricFailure.isFinal(e)) {
                    pending.forget(transactionId);
                    throw e;
                }
                failure = e;
            } catch (CommitStatusException e) {
                failure = e;
            }
            // An outage lasts for many rounds of many transactions: it is said once for each of them.
            LOG.atLevel(sent++ == 0 ? Level.WARN : Level.DEBUG)
                    .log(
                            "outcome of transaction {} is unknown over the gateway of {} ({}); looking it up",
                            transactionId,
                            connection.name(),
                            FabricFailure.summary(failure));
            gateways.switchFrom(connection);
            Optional<TxValidationCode> known = find(transactionId);
            if (known.isPresent()) {
                pending.forget(transactionId);
                return known.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new UnavailableException(
                        "transaction " + transactionId + " may or may not come to be: "
                                + FabricFailure.summary(failure)
                                + "; it is kept and will be sent again before the next one",
                        failure);
            }
            sleep(PAUSE);
        }
    }

    /** What the ledger of the gateway in use says of a transaction; empty if it does not hold it or does not answer. */
    private Optional<TxValidationCode> find(String transactionId) {
        try {
            byte[] answer =
                    gateways.current().blocks().evaluateTransaction("GetTransactionByID", channel, transactionId);
            return Optional.ofNullable(TxValidationCode.forNumber(
                    ProcessedTransaction.parseFrom(answer).getValidationCode()));
        } catch (GatewayException e) {
            LOG.debug("transaction {} is not found: {}", transactionId, FabricFailure.summary(e));
            return Optional.empty();
        } catch (InvalidProtocolBufferException e) {
            throw new UnavailableException("the peer's answer on transaction " + transactionId + " is unreadable", e);
        }
    }

    /**
     * Waits until the other gateways have the block too, so that what follows finds every endorser at it. Only a
     * courtesy: one that is down or slow shows when it is needed.
     */
    private void awaitElsewhere(byte[] commit) {
        for (FabricGateways.Connection connection : gateways.others()) {
            try {
                connection
                        .gateway()
                        .newCommit(commit)
                        .getStatus(options -> options.withDeadlineAfter(ELSEWHERE_MILLIS, TimeUnit.MILLISECONDS));
            } catch (CommitStatusException e) {
                LOG.debug("gateway of {} does not have the block: {}", connection.name(), FabricFailure.summary(e));
            }
        }
    }

    static void sleep(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the ledger", e);
        }
    }

    /**
     * A transaction that enough organisations have endorsed.
     *
     * @param transactionId its id
     * @param transaction what is sent, with the endorsements
     * @param result what the contract answers if it comes to be
     */
    record Endorsed(String transactionId, byte[] transaction, byte[] result) {}
}
