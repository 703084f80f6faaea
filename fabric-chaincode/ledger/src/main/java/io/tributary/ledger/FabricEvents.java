// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.contract.LedgerEvent;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.client.ChaincodeEvent;
import org.hyperledger.fabric.client.ChaincodeEventsRequest;
import org.hyperledger.fabric.client.Checkpoint;
import org.hyperledger.fabric.client.CloseableIterator;
import org.hyperledger.fabric.client.GatewayRuntimeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the chaincode's events over the organisations' gateways. A stream of events ends with its gateway and is not
 * mended by the client library: it is opened again on the next gateway, behind the last event that was received, after a
 * pause that grows while nothing works. Only what every gateway refuses for good ends it.
 */
final class FabricEvents implements LedgerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(FabricEvents.class);
    private static final int QUEUE = 256;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(100);

    private final FabricGateways gateways;
    private final BlockingQueue<FollowedEvent> received = new ArrayBlockingQueue<>(QUEUE);
    private volatile Optional<TributaryException> failure = Optional.empty();
    private volatile Optional<CloseableIterator<ChaincodeEvent>> stream = Optional.empty();
    private final Thread reader;
    private volatile boolean closed;
    private LedgerPosition position;
    private int failures;

    private FabricEvents(FabricGateways gateways, LedgerPosition from) {
        this.gateways = gateways;
        this.position = from;
        this.reader = new Thread(this::read, "ledger-events");
        this.reader.setDaemon(true);
    }

    static FabricEvents open(FabricGateways gateways, LedgerPosition from) {
        FabricEvents events = new FabricEvents(gateways, from);
        events.reader.start();
        return events;
    }

    @Override
    public Optional<FollowedEvent> next(Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (!closed) {
            long leftMillis = patience.minusNanos(System.nanoTime() - start).toMillis();
            Optional<FollowedEvent> next = Optional.ofNullable(
                    received.poll(Math.max(0, Math.min(leftMillis, LOOK.toMillis())), TimeUnit.MILLISECONDS));
            if (next.isPresent()) {
                return next;
            }
            Optional<TributaryException> ended = failure;
            if (ended.isPresent()) {
                throw ended.get();
            }
            if (leftMillis <= 0) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        stream.ifPresent(CloseableIterator::close);
        reader.interrupt();
    }

    private void read() {
        try {
            while (!closed) {
                FabricGateways.Connection connection = gateways.current();
                readFrom(connection);
                if (closed || failure.isPresent()) {
                    return;
                }
                gateways.switchFrom(connection);
                Thread.sleep(Math.min(PAUSE_MAX.toMillis(), PAUSE.toMillis() << Math.min(failures, 16)));
            }
        } catch (InterruptedException e) {
            // Closed while it waited: nobody is left to be told.
            LOG.debug("no longer followed");
        }
    }

    /** Reads until the stream breaks. */
    private void readFrom(FabricGateways.Connection connection) throws InterruptedException {
        try (CloseableIterator<ChaincodeEvent> events = request(connection).getEvents()) {
            stream = Optional.of(events);
            while (!closed && events.hasNext()) {
                receive(events.next());
            }
            failures++;
        } catch (GatewayRuntimeException e) {
            if (closed) {
                return;
            }
            failures++;
            String summary = FabricFailure.summary(e.getStatus(), e.getDetails());
            LOG.warn("events of the gateway of {} end ({}); following another", connection.name(), summary);
            if (FabricFailure.isFinal(e.getStatus()) && failures >= gateways.count()) {
                failure = Optional.of(FabricFailure.of("following the ledger", e.getStatus(), e.getDetails(), e));
            }
        } catch (InvalidInputException e) {
            failure = Optional.of(e);
        }
    }

    private void receive(ChaincodeEvent event) throws InterruptedException {
        failures = 0;
        LedgerPosition next = new LedgerPosition(event.getBlockNumber(), event.getTransactionId());
        if (event.getEventName().equals(LedgerEvent.NAME)) {
            received.put(new FollowedEvent(next, parse(event)));
        }
        position = next;
    }

    private static LedgerEvent parse(ChaincodeEvent event) {
        try {
            return LedgerEvent.of(event.getPayload());
        } catch (InvalidInputException e) {
            throw new InvalidInputException("the event of transaction " + event.getTransactionId() + " in block "
                    + event.getBlockNumber() + " is none of this contract's: " + e.getMessage());
        }
    }

    private ChaincodeEventsRequest request(FabricGateways.Connection connection) {
        LedgerPosition from = position;
        return connection
                .gateway()
                .getNetwork(connection.profile().channel())
                .newChaincodeEventsRequest(connection.profile().chaincode())
                .checkpoint(new Checkpoint() {
                    @Override
                    public OptionalLong getBlockNumber() {
                        return OptionalLong.of(from.block());
                    }

                    @Override
                    public Optional<String> getTransactionId() {
                        return from.transactionId().isEmpty() ? Optional.empty() : Optional.of(from.transactionId());
                    }
                })
                .build();
    }
}
