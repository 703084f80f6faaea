// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.contract.Call;
import io.tributary.contract.ContractCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins peers to the channel and takes the chaincode through Fabric's lifecycle: install, approve by each organisation, commit.
 * Each step first asks whether it is done, so that all of them can be repeated.
 *
 * @param peers the command of each organisation's administrator
 * @param chaincode the package
 * @param patience how long a step may be tried
 */
record Lifecycle(List<PeerCommand> peers, ChaincodePackage chaincode, Duration patience) {
    private static final Pattern COMMITTED = Pattern.compile("Version: ([^,]+), Sequence: ([0-9]+),");
    private static final String CHANNEL = NetworkSettings.CHANNEL;
    private static final String PACKAGE_LABEL = "tributary_1";
    private static final Duration COMMAND_DEADLINE = Duration.ofSeconds(60);

    Lifecycle {
        peers = List.copyOf(peers);
    }

    /** The lifecycle as the administrators of these organisations drive it. */
    static Lifecycle of(
            NetworkFolder folder, NetworkPlan plan, List<String> organisations, Path peer, Duration patience) {
        Program program = new Program(folder.run(), COMMAND_DEADLINE);
        return new Lifecycle(
                organisations.stream()
                        .map(organisation -> new PeerCommand(organisation, folder, plan, peer, program))
                        .toList(),
                thePackage(),
                patience);
    }

    /** The package of every network. */
    static ChaincodePackage thePackage() {
        return ChaincodePackage.of(PACKAGE_LABEL);
    }

    /** Joins one peer by the channel's first block. */
    void join(PeerCommand peer, String block) throws InterruptedException {
        Patience.until(peer.organisation() + "'s peer joining the channel", patience, () -> {
            if (peer.ask("channel", "list").output().lines().anyMatch(CHANNEL::equals)) {
                return Optional.empty();
            }
            return failure(peer.ask("channel", "join", "-b", block));
        });
    }

    /** Installs the package on one peer. */
    void install(PeerCommand peer, String file) throws InterruptedException {
        Patience.until("installing the chaincode on " + peer.organisation() + "'s peer", patience, () -> {
            Program.Result installed = peer.ask("lifecycle", "chaincode", "queryinstalled");
            if (installed.output().contains("Package ID: " + chaincode.id() + ",")) {
                return Optional.empty();
            }
            return failure(peer.ask("lifecycle", "chaincode", "install", file));
        });
    }

    /** Has every organisation approve a definition and commits it, unless it is committed. */
    void define(String name, String version) throws InterruptedException {
        Optional<Definition> committed = committed(name);
        if (committed.isPresent() && committed.get().version().equals(version)) {
            return;
        }
        Definition definition = new Definition(
                name, version, committed.map(Definition::sequence).orElse(0L) + 1);
        for (PeerCommand peer : peers) {
            approve(peer, definition);
        }
        commit(definition);
    }

    /** What is committed, if anything; asks the peers in turn until one answers. */
    Optional<Definition> committed(String name) throws InterruptedException {
        for (PeerCommand peer : peers) {
            Program.Result result =
                    peer.ask("lifecycle", "chaincode", "querycommitted", "--channelID", CHANNEL, "--name", name);
            Matcher matcher = COMMITTED.matcher(result.output());
            if (result.succeeded() && matcher.find()) {
                return Optional.of(new Definition(name, matcher.group(1), Long.parseLong(matcher.group(2))));
            }
        }
        return Optional.empty();
    }

    /**
     * A definition of the chaincode on the channel.
     *
     * @param name of the chaincode
     * @param version as approved
     * @param sequence counts definitions from 1
     */
    record Definition(String name, String version, long sequence) {
        private List<String> arguments(String verb) {
            return new ArrayList<>(List.of(
                    "lifecycle",
                    "chaincode",
                    verb,
                    "--channelID",
                    CHANNEL,
                    "--name",
                    name,
                    "--version",
                    version,
                    "--sequence",
                    Long.toString(sequence)));
        }
    }

    private void approve(PeerCommand peer, Definition definition) throws InterruptedException {
        List<String> arguments = definition.arguments("approveformyorg");
        arguments.addAll(List.of("--package-id", chaincode.id()));
        arguments.addAll(peer.ordererArguments());
        Patience.until("approving the chaincode for " + peer.organisation(), patience, () -> {
            Program.Result approved = peer.ask(
                    "lifecycle",
                    "chaincode",
                    "queryapproved",
                    "--channelID",
                    CHANNEL,
                    "--name",
                    definition.name(),
                    "--sequence",
                    Long.toString(definition.sequence()));
            if (approved.succeeded() && approved.output().contains(chaincode.id())) {
                return Optional.empty();
            }
            return failure(peer.ask(arguments.toArray(String[]::new)));
        });
    }

    private void commit(Definition definition) throws InterruptedException {
        PeerCommand first = peers.get(0);
        List<String> arguments = definition.arguments("commit");
        arguments.addAll(first.ordererArguments());
        for (PeerCommand peer : peers) {
            arguments.addAll(peer.endorserArguments());
        }
        Patience.until("committing the chaincode's definition", patience, () -> {
            Optional<Definition> committed = committed(definition.name());
            if (committed.isPresent() && committed.get().sequence() >= definition.sequence()) {
                return Optional.empty();
            }
            return failure(first.ask(arguments.toArray(String[]::new)));
        });
    }

    /** Has one peer run a query of the contract: its own chaincode service must answer. */
    void probe(PeerCommand peer) throws InterruptedException {
        Call call = Call.checkpoint();
        String argument = call.argument().toString().replace("\\", "\\\\").replace("\"", "\\\"");
        String message = "{\"Args\":[\"" + call.function() + "\",\"" + argument + "\"]}";
        Patience.until("an answer of " + peer.organisation() + "'s chaincode", patience, () -> {
            Program.Result result =
                    peer.ask("chaincode", "query", "-C", CHANNEL, "-n", NetworkSettings.CHAINCODE, "-c", message);
            // A network that nobody has configured yet refuses, which is an answer too.
            return result.output().contains(ContractCode.NOT_CONFIGURED.name()) ? Optional.empty() : failure(result);
        });
    }

    private static Optional<String> failure(Program.Result result) {
        return result.succeeded() ? Optional.empty() : Optional.of(result.reason());
    }
}
