// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.ledger.network.FabricBinaries;
import io.tributary.ledger.network.FabricNetwork;
import io.tributary.ledger.network.NetworkSettings;
import io.tributary.ledger.network.NetworkStatus;
import io.tributary.ledger.network.NodeStatus;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Starts, stops and looks at the Fabric network of a home folder. */
public final class FabricSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public FabricSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Starts what does not run; returns when every organisation's chaincode has answered. */
    public Report up() throws InterruptedException {
        FabricBinaries binaries = binaries(workspace.configuration());
        FabricNetwork network = workspace.fabric();
        network.up(binaries, NetworkSettings.of(EngineModule.CHAINCODE.classPath()), workspace.terminal()::progress);
        List<String> lines = new ArrayList<>();
        lines.add("the network in " + workspace.home().fabric() + " is up; chaincode " + network.definition(binaries));
        if (!workspace.onFabric()) {
            lines.add("the ledger is still the embedded one; ledger.kind=fabric in " + workspace.configurationFile()
                    + " takes this network");
        }
        return Report.of(lines, json(network.status()).build());
    }

    /**
     * Finds Fabric's programs as the configuration says.
     *
     * @throws io.tributary.protocol.error.UnavailableException if they are not there
     */
    public static FabricBinaries binaries(Configuration configuration) {
        return FabricBinaries.find(
                configuration.text(Key.LEDGER_FABRIC_BIN),
                Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    /** Stops everything that runs. */
    public Report down() throws InterruptedException {
        List<String> killed = workspace.fabric().down();
        List<String> lines = new ArrayList<>();
        lines.add("the network in " + workspace.home().fabric() + " is down; its blocks and keys stay");
        if (!killed.isEmpty()) {
            lines.add("killed, since they did not end when asked: " + String.join(", ", killed));
        }
        return Report.of(
                lines,
                JsonObject.nested().put("down", true).put("killed", killed).build());
    }

    /** The end of a process's log. */
    public Report logs(String process, int lines) {
        if (lines < 1) {
            throw new InvalidInputException("lines: got " + lines + ", want 1 or more");
        }
        List<String> text = workspace.fabric().log(process, lines);
        return Report.of(
                text,
                JsonObject.nested().put("process", process).put("lines", text).build());
    }

    /** The processes of the network where there is one, then what the ledger says, if it can be asked. */
    public Report statusWith(Supplier<Report> ledger) throws InterruptedException {
        if (!workspace.fabric().exists()) {
            return ledger.get();
        }
        NetworkStatus status = workspace.fabric().status();
        List<String> lines = new ArrayList<>();
        lines.add("Fabric network in " + workspace.home().fabric());
        status.nodes().forEach(node -> lines.add(line(node)));
        JsonObject.Builder json = JsonObject.nested().put("fabric", json(status).build());
        if (workspace.onFabric() && !status.up()) {
            lines.add("not everything runs; 'tributary ledger up' starts the rest");
            return new Report(lines, json.build(), ExitCode.UNAVAILABLE, lines.get(lines.size() - 1));
        }
        if (workspace.ledger(Names.FIRST_ORGANISATION).policy().isEmpty()) {
            lines.add("nothing is on the ledger yet; 'tributary datanet create' sets it up");
            return Report.of(lines, json.build());
        }
        Report report = ledger.get();
        lines.addAll(report.lines());
        return new Report(lines, json.put("ledger", report.json()).build(), report.exit(), report.reason());
    }

    private static String line(NodeStatus node) {
        String state = node.healthy() ? "healthy" : node.processId().isPresent() ? "ill" : "not running";
        return String.format("  %-16s %-11s %-16s", node.name(), state, node.address())
                + (node.height().isPresent() ? "height " + node.height().getAsLong() : "");
    }

    private static JsonObject.Builder json(NetworkStatus status) {
        List<JsonObject> nodes = new ArrayList<>();
        for (NodeStatus node : status.nodes()) {
            JsonObject.Builder json = JsonObject.nested()
                    .put("name", node.name())
                    .put("address", node.address())
                    .put("healthy", node.healthy());
            node.processId().ifPresent(id -> json.put("processId", id));
            node.height().ifPresent(height -> json.put("height", height));
            nodes.add(json.build());
        }
        return JsonObject.nested().put("up", status.up()).put("nodes", nodes);
    }
}
