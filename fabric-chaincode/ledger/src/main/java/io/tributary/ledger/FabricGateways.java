// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.TlsChannelCredentials;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.identity.Identities;
import org.hyperledger.fabric.client.identity.Identity;
import org.hyperledger.fabric.client.identity.Signer;
import org.hyperledger.fabric.client.identity.Signers;
import org.hyperledger.fabric.client.identity.X509Identity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connections to several organisations' gateways under one identity, of which one is used until it fails. */
final class FabricGateways implements AutoCloseable {
    /** A response carries a transaction's result twice. */
    private static final int MESSAGE_BYTES_MAX = 64 * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(FabricGateways.class);

    private final List<Connection> connections;
    private final AtomicInteger current = new AtomicInteger();

    private FabricGateways(List<Connection> connections) {
        this.connections = connections;
    }

    /** Connects lazily: a gateway that is down shows when it is used. */
    static FabricGateways open(FabricProfile profile, FabricDeadlines deadlines) {
        Identity identity = identity(profile);
        Signer signer = signer(profile);
        List<Connection> connections = new ArrayList<>();
        try {
            for (FabricProfile.Endpoint endpoint : profile.gateways()) {
                ManagedChannel channel = channel(endpoint);
                Gateway gateway = Gateway.newInstance()
                        .identity(identity)
                        .signer(signer)
                        .hash(Hash.SHA256)
                        .connection(channel)
                        .evaluateOptions(within(deadlines.evaluate()))
                        .endorseOptions(within(deadlines.endorse()))
                        .submitOptions(within(deadlines.submit()))
                        .commitStatusOptions(within(deadlines.status()))
                        .connect();
                connections.add(new Connection(endpoint.name(), channel, gateway, profile));
            }
            return new FabricGateways(List.copyOf(connections));
        } catch (RuntimeException e) {
            connections.forEach(Connection::close);
            throw e;
        }
    }

    /**
     * Runs an action on the gateway in use, and where that fails on each of the others in turn. What the contract
     * refuses, and what the endorsers disagree about, is an answer and no failure of a gateway.
     */
    <T> T call(Action<T> action) throws GatewayException {
        int tries = 1;
        while (true) {
            Connection connection = current();
            try {
                return action.run(connection);
            } catch (GatewayException e) {
                if (FabricFailure.isAnswer(e) || tries == connections.size()) {
                    throw e;
                }
                LOG.warn("gateway of {} failed ({}); trying another", connection.name(), FabricFailure.summary(e));
                switchFrom(connection);
                tries++;
            }
        }
    }

    /** The gateway in use. */
    Connection current() {
        return connections.get(Math.floorMod(current.get(), connections.size()));
    }

    /** All of them, in the profile's order. */
    List<Connection> all() {
        return connections;
    }

    /** How many there are. */
    int count() {
        return connections.size();
    }

    /** The gateways that are not in use. */
    List<Connection> others() {
        List<Connection> others = new ArrayList<>(connections);
        others.remove(current());
        return others;
    }

    /** Uses the next gateway from now on, unless another thread has done so. */
    void switchFrom(Connection connection) {
        int index = connections.indexOf(connection);
        current.compareAndSet(index, (index + 1) % connections.size());
        connection.channel().resetConnectBackoff();
    }

    @Override
    public void close() {
        connections.forEach(Connection::close);
    }

    private static UnaryOperator<CallOptions> within(Duration duration) {
        return options -> options.withDeadlineAfter(duration.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static ManagedChannel channel(FabricProfile.Endpoint endpoint) {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(endpoint.address(), credentials(endpoint));
        endpoint.tlsName().ifPresent(builder::overrideAuthority);
        return builder.maxInboundMessageSize(MESSAGE_BYTES_MAX).build();
    }

    private static ChannelCredentials credentials(FabricProfile.Endpoint endpoint) {
        if (endpoint.tlsRoot().isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        Path root = endpoint.tlsRoot().orElseThrow();
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(root.toFile())
                    .build();
        } catch (IOException e) {
            throw unreadable("TLS root of gateway " + endpoint.name(), root, e);
        }
    }

    private static Identity identity(FabricProfile profile) {
        try (Reader reader = Files.newBufferedReader(profile.certificate(), StandardCharsets.UTF_8)) {
            return new X509Identity(profile.organisation(), Identities.readX509Certificate(reader));
        } catch (IOException e) {
            throw unreadable("client certificate", profile.certificate(), e);
        } catch (GeneralSecurityException e) {
            throw new InvalidInputException(profile.certificate() + " is no PEM certificate", e);
        }
    }

    private static Signer signer(FabricProfile profile) {
        try (Reader reader = Files.newBufferedReader(profile.key(), StandardCharsets.UTF_8)) {
            return Signers.newPrivateKeySigner(Identities.readPrivateKey(reader));
        } catch (IOException e) {
            throw unreadable("client key", profile.key(), e);
        } catch (GeneralSecurityException e) {
            // Without the cause: nothing of a key belongs into a message.
            throw new InvalidInputException(profile.key() + " is no PEM private key");
        }
    }

    private static UnavailableException unreadable(String what, Path file, IOException cause) {
        return new UnavailableException(what + " " + file + " cannot be read: " + cause.getMessage(), cause);
    }

    /** What is done over one gateway. */
    @FunctionalInterface
    interface Action<T> {
        T run(Connection connection) throws GatewayException;
    }

    /** One gateway with the channel under it. */
    record Connection(String name, ManagedChannel channel, Gateway gateway, FabricProfile profile) {
        /** The ledger's contract. */
        Contract contract() {
            return gateway.getNetwork(profile.channel()).getContract(profile.chaincode());
        }

        /** The peer's own queries over its blocks. */
        Contract blocks() {
            return gateway.getNetwork(profile.channel()).getContract("qscc");
        }

        void close() {
            gateway.close();
            channel.shutdownNow();
        }
    }
}
