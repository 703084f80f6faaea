// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.ContributionRules;
import io.tributary.protocol.record.Inference;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends contributions and receipts to Kafka, straight or through a gateway, as sealed, signed batches. Every batch lies in the outbox before it is sent and is marked
 * after the broker's acknowledgement; what a killed sender left behind goes first when the next one opens the same outbox, with
 * the same bytes and the same sequence. Not for use by several threads.
 */
public final class ContributionClient implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ContributionClient.class);

    /** Batches in flight; bounds memory and what a crash leaves to be sent again. */
    private static final int IN_FLIGHT_MAX = 16;

    private final Outbox outbox;
    private final BatchTransport transport;
    private final BatchSplitter splitter;

    private ContributionClient(Outbox outbox, BatchTransport transport, BatchSplitter splitter) {
        this.outbox = outbox;
        this.transport = transport;
        this.splitter = splitter;
    }

    /**
     * Opens an outbox and sends what waits in it.
     *
     * @param bootstrapServers {@code host:port} list of the cluster
     * @param outbox folder of batches on their way; made when missing
     * @throws UnavailableException if batches wait and the broker is away
     */
    public static ContributionClient open(String bootstrapServers, Path outbox, BatchLimits limits) {
        return open(BatchSender.open(bootstrapServers), outbox, limits);
    }

    /**
     * Opens an outbox whose contributions go through a gateway, and sends what waits in it.
     *
     * @param gateway as {@code http://127.0.0.1:32020}
     * @param outbox folder of batches on their way; made when missing
     * @throws UnavailableException if batches wait and the gateway is away, or takes no more today
     */
    public static ContributionClient via(URI gateway, Path outbox, BatchLimits limits) {
        return open(new GatewayTransport(gateway, Optional.empty()), outbox, limits);
    }

    /** As the other, over HTTPS, where the gateway's certificate is believed as {@link GatewayTrust} says. */
    public static ContributionClient via(URI gateway, SSLContext trust, Path outbox, BatchLimits limits) {
        return open(new GatewayTransport(gateway, Optional.of(trust)), outbox, limits);
    }

    private static ContributionClient open(BatchTransport transport, Path outbox, BatchLimits limits) {
        ContributionClient client = new ContributionClient(Outbox.open(outbox), transport, new BatchSplitter(limits));
        try {
            client.resume();
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private void resume() {
        List<PendingBatch> pending = outbox.pending();
        if (!pending.isEmpty()) {
            LOG.info("sending {} batches that were left in the outbox", pending.size());
            sendAll(pending, Set.of());
        }
    }

    /** The sequence that a signer's next batch on a topic takes: one more than the last that was ever put into the outbox; the first is 0. */
    public long nextSequence(Topic topic, String signer) {
        return outbox.nextSequence(topic, signer);
    }

    /**
     * Seals, signs and sends contributions to a Datanet, in order; returns when the broker has acknowledged all of them.
     *
     * @throws InvalidInputException if a draft has a bad field, breaks a rule or is too large for any batch; nothing is sent then
     * @throws RefusedException if a gateway refuses a batch, which is then set aside
     * @throws UnavailableException if broker or gateway is away; unacknowledged batches stay in the outbox
     */
    public List<SentBatch> contribute(
            BatchSigner signer, String datanet, List<ContributionDraft> drafts, PayloadSeal seal) {
        return contribute(signer, datanet, drafts, seal, Set.of());
    }

    /**
     * As the other, for drafts that come from files.
     *
     * @param files a name of 32 hex digits for each of the files, which says nothing about it: a gateway counts each once a day, and without
     *     names every batch as a file
     */
    public List<SentBatch> contribute(
            BatchSigner signer, String datanet, List<ContributionDraft> drafts, PayloadSeal seal, Set<String> files) {
        long first = outbox.nextSequence(Topic.CONTRIBUTIONS, signer.signer());
        List<List<ContributionItem>> batches = splitter.split(signer, datanet, drafts, seal, first);
        long now = System.currentTimeMillis();
        batches.forEach(batch -> batch.forEach(item -> ContributionRules.require(item, now)));
        List<PendingBatch> pending = new ArrayList<>(batches.size());
        for (int i = 0; i < batches.size(); i++) {
            byte[] value = signer.sign(datanet, first + i, batches.get(i)).bytes();
            pending.add(outbox.put(Topic.CONTRIBUTIONS, signer.signer(), first + i, value));
        }
        return sendAll(pending, files);
    }

    /**
     * Signs and sends a host's receipts; an empty list sends one empty batch, which only moves the host's time on.
     *
     * @param inferences by host sequence, strictly increasing
     * @param upTo epoch milliseconds: the host promises that no receipt with an earlier time follows
     * @throws UnavailableException if the broker is away; unacknowledged batches stay in the outbox
     */
    public List<SentBatch> report(BatchSigner host, List<Inference> inferences, long upTo) {
        long first = outbox.nextSequence(Topic.INFERENCES, host.signer());
        List<List<Inference>> batches = splitter.split(inferences);
        List<PendingBatch> pending = new ArrayList<>(batches.size());
        for (int i = 0; i < batches.size(); i++) {
            // Only the last batch may promise that nothing earlier follows.
            long promised = i == batches.size() - 1 ? upTo : 0;
            byte[] value =
                    host.signReceipts(first + i, batches.get(i), promised).bytes();
            pending.add(outbox.put(Topic.INFERENCES, host.signer(), first + i, value));
        }
        return sendAll(pending, Set.of());
    }

    /**
     * Sends bytes as they are, past outbox and signature; for planting bad input.
     *
     * @param key partitioning key, usually a signer
     * @return where the value lies; its sequence is -1
     */
    public SentBatch sendRaw(Topic topic, String key, byte[] value) {
        BatchTransport.Delivery at = transport
                .send(topic, key, Objects.requireNonNull(value, "value"), Set.of())
                .get();
        return new SentBatch(topic, key, -1, at.partition(), at.offset());
    }

    /** The signed header of a batch that was taken, and the gateway's answer if one took it; empty if none was taken. */
    public Optional<TakenBatch> taken(Topic topic, String signer, long sequence) {
        return outbox.taken(topic, signer, sequence);
    }

    private List<SentBatch> sendAll(List<PendingBatch> batches, Set<String> files) {
        List<SentBatch> sent = new ArrayList<>(batches.size());
        Deque<InFlight> inFlight = new ArrayDeque<>();
        for (PendingBatch batch : batches) {
            if (inFlight.size() == IN_FLIGHT_MAX) {
                sent.add(settle(inFlight.remove()));
            }
            inFlight.add(new InFlight(batch, transport.send(batch.topic(), batch.signer(), batch.value(), files)));
        }
        while (!inFlight.isEmpty()) {
            sent.add(settle(inFlight.remove()));
        }
        return List.copyOf(sent);
    }

    private SentBatch settle(InFlight flight) {
        PendingBatch batch = flight.batch();
        BatchTransport.Delivery at;
        try {
            at = flight.sent().get();
        } catch (RefusedException e) {
            // Sent again it would be refused again, and stop all that follow.
            outbox.setAside(batch);
            throw e;
        }
        outbox.acknowledge(batch, at.accepted());
        return new SentBatch(batch.topic(), batch.signer(), batch.sequence(), at.partition(), at.offset());
    }

    /** Lets go of broker or gateway; nothing is lost, because everything unacknowledged lies in the outbox. */
    @Override
    public void close() {
        transport.close();
    }

    private record InFlight(PendingBatch batch, Supplier<BatchTransport.Delivery> sent) {}
}
