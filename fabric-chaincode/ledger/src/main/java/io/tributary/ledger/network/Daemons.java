// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The processes of a network: what each is started with.
 *
 * @param folder of the network
 * @param plan of the network
 */
record Daemons(NetworkFolder folder, NetworkPlan plan) {
    static final String ORDERER = "orderer";

    /** Go's runtime takes as many threads as it finds processors; four daemons share this machine with the engines. */
    private static final Map<String, String> GO = Map.of(
            "GOMAXPROCS", "1",
            "FABRIC_LOGGING_SPEC", "grpc=warning:info",
            "FABRIC_LOGGING_FORMAT", "%{time:2006-01-02 15:04:05.000 MST} %{level:.4s} [%{module}] %{message}");

    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8", "-Duser.timezone=UTC");

    /** Names of all processes, in the order in which they start. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        plan.organisations().forEach(organisation -> names.add(chaincodeName(organisation)));
        names.add(ORDERER);
        names.addAll(plan.organisations());
        return List.copyOf(names);
    }

    static String chaincodeName(String organisation) {
        return organisation + "-chaincode";
    }

    Daemon orderer(Path program) {
        return daemon(
                ORDERER,
                plan.port(NetworkPlan.ORDERER),
                List.of(program.toString()),
                Map.of("FABRIC_CFG_PATH", folder.config(ORDERER).toString(), "GOMEMLIMIT", "192MiB"));
    }

    Daemon peer(Path program, String organisation) {
        return daemon(
                organisation,
                plan.peer(organisation),
                List.of(program.toString(), "node", "start"),
                Map.of(
                        "FABRIC_CFG_PATH", folder.config(organisation).toString(),
                        "CCAAS_ADDRESS", NetworkPlan.address(plan.chaincode(organisation)),
                        "GOMEMLIMIT", "256MiB"));
    }

    Daemon chaincode(NetworkSettings settings, String organisation, String packageId) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator,
                settings.chaincodeClassPath().stream().map(Path::toString).toList()));
        command.add(settings.chaincodeMain());
        return daemon(
                chaincodeName(organisation),
                plan.chaincode(organisation),
                command,
                Map.of(
                        "CHAINCODE_SERVER_ADDRESS", NetworkPlan.address(plan.chaincode(organisation)),
                        "CORE_CHAINCODE_ID_NAME", packageId,
                        "CORE_PEER_LOCALMSPID", organisation));
    }

    private Daemon daemon(String name, int port, List<String> command, Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(GO);
        all.putAll(environment);
        return new Daemon(name, port, command, all, folder.log(name), processFile(name));
    }

    Path processFile(String name) {
        return folder.run().resolve(name + ".pid");
    }
}
