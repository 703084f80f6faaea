// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The steps from nothing, or from anything in between, to a network that answers.
 *
 * @param folder of the network, which exists
 * @param plan of the network
 * @param binaries the operator's programs
 * @param settings of the network
 * @param progress receives a line for each step
 */
record Start(
        NetworkFolder folder,
        NetworkPlan plan,
        FabricBinaries binaries,
        NetworkSettings settings,
        Consumer<String> progress) {
    private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(60);
    private static final Pattern VERSION = Pattern.compile("Version: (\\S+)");

    void run() throws InterruptedException {
        Program program = new Program(folder.run(), COMMAND_DEADLINE);
        NetworkFiles files = new NetworkFiles(folder, plan, binaries, program);
        String version = version(program);
        progress.accept("Fabric " + version + ", keys and configuration in " + folder.root());
        files.makeKeys();
        files.makeChannelBlock(settings.batchTimeoutMillis(), version);
        files.writeConfiguration();
        ChaincodePackage chaincode = Lifecycle.thePackage();
        NetworkFolder.write(folder.chaincodePackage(), chaincode.bytes());

        List<Daemon> services = new ArrayList<>();
        List<Daemon> nodes = new ArrayList<>();
        start(chaincode, services, nodes);
        awaitHealth(nodes);
        openChannel();

        Lifecycle lifecycle = Lifecycle.of(folder, plan, plan.organisations(), binaries.peer(), settings.patience());
        for (PeerCommand peer : lifecycle.peers()) {
            lifecycle.join(peer, folder.channelBlock().toString());
            lifecycle.install(peer, folder.chaincodePackage().toString());
        }
        progress.accept("peers have joined and hold the chaincode's package " + chaincode.id());
        lifecycle.define(NetworkSettings.CHAINCODE, NetworkSettings.CHAINCODE_VERSION);
        progress.accept("chaincode is approved by every organisation and committed");
        awaitServices(services);
        for (PeerCommand peer : lifecycle.peers()) {
            lifecycle.probe(peer);
        }
        awaitMembership();
        progress.accept("every organisation's chaincode answers");
    }

    private String version(Program program) throws InterruptedException {
        Matcher matcher = VERSION.matcher(
                program.require(binaries.peer(), List.of("version"), Map.of()).output());
        if (!matcher.find()) {
            throw new UnavailableException(binaries.peer() + " does not tell its version; is it Hyperledger Fabric's?");
        }
        return matcher.group(1);
    }

    /** The services first: their start takes longest. */
    private void start(ChaincodePackage chaincode, List<Daemon> services, List<Daemon> nodes) {
        Daemons daemons = new Daemons(folder, plan);
        for (String organisation : plan.organisations()) {
            services.add(daemons.chaincode(settings, organisation, chaincode.id()));
        }
        nodes.add(daemons.orderer(binaries.orderer()));
        for (String organisation : plan.organisations()) {
            nodes.add(daemons.peer(binaries.peer(), organisation));
        }
        List<Daemon> all = new ArrayList<>(services);
        all.addAll(nodes);
        for (Daemon daemon : all) {
            daemon.start();
        }
        progress.accept(
                "1 orderer, " + services.size() + " peers and " + services.size() + " chaincode services are started");
    }

    private void awaitHealth(List<Daemon> nodes) throws InterruptedException {
        Operations operations = new Operations();
        for (Daemon node : nodes) {
            int port = node.name().equals(Daemons.ORDERER)
                    ? plan.port(NetworkPlan.ORDERER_OPERATIONS)
                    : plan.operations(node.name());
            Patience.until(node.name() + " being healthy", settings.patience(), () -> {
                node.requireRunning();
                return operations.ill(port);
            });
        }
        progress.accept("orderer and peers are healthy");
    }

    private void openChannel() throws InterruptedException {
        Operations operations = new Operations();
        int adminPort = plan.port(NetworkPlan.ORDERER_ADMIN);
        // The admin port opens a little after the orderer has called itself healthy.
        Patience.until("the orderer joining the channel", settings.patience(), () -> {
            try {
                if (!operations.joined(adminPort)) {
                    operations.join(adminPort, bytes(folder.channelBlock()));
                }
                return Optional.empty();
            } catch (UnavailableException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        });
        // The orderer calls a channel active before anybody leads it, and refuses transactions until then.
        Patience.until("the election of a raft leader", settings.patience(), () -> {
            OptionalLong leader =
                    operations.gauge(plan.port(NetworkPlan.ORDERER_OPERATIONS), "consensus_etcdraft_is_leader");
            return leader.orElse(0) == 1 ? Optional.empty() : Optional.of("nobody leads the channel");
        });
        progress.accept("channel " + NetworkSettings.CHANNEL + " is open");
    }

    private void awaitServices(List<Daemon> services) throws InterruptedException {
        for (int i = 0; i < services.size(); i++) {
            Daemon service = services.get(i);
            int port = plan.chaincode(plan.organisations().get(i));
            Patience.until(service.name() + " listening on port " + port, settings.patience(), () -> {
                service.requireRunning();
                return Inspection.listens(port) ? Optional.empty() : Optional.of("nothing listens");
            });
        }
    }

    /** A gateway asks other organisations' peers for endorsements only once gossip has told it of them. */
    private void awaitMembership() throws InterruptedException {
        Operations operations = new Operations();
        long others = plan.organisations().size() - 1L;
        for (String organisation : plan.organisations()) {
            Patience.until(organisation + "'s peer knowing the others", settings.patience(), () -> {
                long known = operations
                        .gauge(plan.operations(organisation), "gossip_membership_total_peers_known")
                        .orElse(0);
                return known >= others ? Optional.empty() : Optional.of("it knows " + known + " of " + others);
            });
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UnavailableException("file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
