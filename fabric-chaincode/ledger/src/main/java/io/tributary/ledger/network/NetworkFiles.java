// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes a network's files. Keys and the channel's first block are made once; everything else is written at each start, so
 * that a moved folder or a newer release of this program takes effect.
 *
 * @param folder of the network
 * @param plan of the network
 * @param binaries the operator's programs
 * @param program runs them
 */
record NetworkFiles(NetworkFolder folder, NetworkPlan plan, FabricBinaries binaries, Program program) {
    private static final String ORDERER = "orderer";
    private static final String CHANNEL_CONFIG = "channel";

    void writeConfiguration() {
        NetworkFolder.write(
                folder.config(ORDERER).resolve("orderer.yaml"),
                Template.fill(
                        "orderer.yaml",
                        Map.of(
                                "ordererPort", text(plan.port(NetworkPlan.ORDERER)),
                                "ordererAdminPort", text(plan.port(NetworkPlan.ORDERER_ADMIN)),
                                "ordererOperationsPort", text(plan.port(NetworkPlan.ORDERER_OPERATIONS)),
                                "ordererMsp",
                                        folder.ordererNode().resolve("msp").toString(),
                                "ordererTls",
                                        folder.ordererNode().resolve("tls").toString(),
                                "data", folder.data(ORDERER).toString())));
        for (String organisation : plan.organisations()) {
            writePeer(organisation);
            writeConnection(organisation);
        }
        for (String script : List.of("detect", "build", "release")) {
            writeScript(script);
        }
    }

    private void writePeer(String organisation) {
        Path node = folder.peerNode(organisation);
        Map<String, String> values = Map.of(
                "organisation", organisation,
                "port", text(plan.peer(organisation)),
                "chaincodeListenPort", text(plan.chaincodeListen(organisation)),
                "operationsPort", text(plan.operations(organisation)),
                "msp", node.resolve("msp").toString(),
                "tls", node.resolve("tls").toString(),
                "data", folder.data(organisation).toString(),
                "builder", folder.builder().toString());
        NetworkFolder.write(folder.config(organisation).resolve("core.yaml"), Template.fill("core.yaml", values));
    }

    private void writeScript(String name) {
        Path script = folder.builder().resolve("bin").resolve(name);
        NetworkFolder.write(script, Template.bytes("builder/bin/" + name));
        try {
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UnavailableException("script " + script + " cannot be made executable: " + e.getMessage(), e);
        }
    }

    /** How clients of an organisation reach the network; its own gateway comes first. */
    private void writeConnection(String organisation) {
        Path file = folder.connection(organisation);
        Path user = folder.user(organisation, "User1");
        List<String> order = new ArrayList<>(plan.organisations());
        order.remove(organisation);
        order.add(0, organisation);
        StringBuilder text = new StringBuilder("# How clients of " + organisation
                + " reach the ledger's network; written at each start of it. Paths are relative to this file.\n");
        line(text, "organisation", organisation);
        line(text, "channel", NetworkSettings.CHANNEL);
        line(text, "chaincode", NetworkSettings.CHAINCODE);
        line(text, "certificate", relative(file, onlyFile(user.resolve("msp/signcerts"))));
        line(text, "key", relative(file, onlyFile(user.resolve("msp/keystore"))));
        line(text, "gateways", String.join(",", order));
        for (String name : order) {
            line(text, "gateway." + name + ".address", NetworkPlan.address(plan.peer(name)));
            line(
                    text,
                    "gateway." + name + ".tls-root",
                    relative(file, folder.peerNode(name).resolve("tls/ca.crt")));
            line(text, "gateway." + name + ".tls-name", NetworkFolder.peerHost(name));
        }
        NetworkFolder.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }

    private static String relative(Path from, Path to) {
        return Objects.requireNonNull(from.getParent(), "a root folder")
                .relativize(to)
                .toString();
    }

    private static Path onlyFile(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().findFirst().orElseThrow(() -> new UnavailableException(directory + " is empty"));
        } catch (IOException e) {
            throw new UnavailableException("folder " + directory + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Map<String, String> organisationNames() {
        Map<String, String> values = new TreeMap<>();
        values.put("ordererDomain", NetworkFolder.domain(ORDERER));
        for (int i = 0; i < plan.organisations().size(); i++) {
            String organisation = plan.organisations().get(i);
            values.put("org" + (i + 1), organisation);
            values.put("org" + (i + 1) + "Domain", NetworkFolder.domain(organisation));
        }
        return values;
    }

    /** Makes keys and certificates, unless they are there; all or none. */
    void makeKeys() throws InterruptedException {
        if (Files.exists(folder.crypto())) {
            return;
        }
        Path input = folder.config("crypto-config.yaml");
        Path temporary = folder.root().resolve("crypto.tmp");
        NetworkFolder.write(input, Template.fill("crypto-config.yaml", organisationNames()));
        try {
            NetworkFolder.deleteTree(temporary);
            program.require(
                    binaries.cryptogen(), List.of("generate", "--config=" + input, "--output=" + temporary), Map.of());
            Files.move(temporary, folder.crypto(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnavailableException("keys in " + folder.crypto() + " cannot be made: " + e.getMessage(), e);
        }
    }

    /** Makes the channel's first block, unless it is there, at the highest level that this release of Fabric knows. */
    void makeChannelBlock(int batchTimeoutMillis, String fabricVersion) throws InterruptedException {
        if (Files.exists(folder.channelBlock())) {
            return;
        }
        Path config = folder.config(CHANNEL_CONFIG);
        Map<String, String> values = new TreeMap<>(Map.of(
                "crypto", folder.crypto().toString(),
                "batchTimeoutMillis", text(batchTimeoutMillis),
                "ordererPort", text(plan.port(NetworkPlan.ORDERER)),
                "ordererTls", folder.ordererNode().resolve("tls").toString(),
                "channelCapability", fabricVersion.startsWith("v2.") ? "V2_0" : "V3_0"));
        values.putAll(organisationNames());
        for (int i = 0; i < plan.organisations().size(); i++) {
            values.put(
                    "org" + (i + 1) + "Port",
                    text(plan.peer(plan.organisations().get(i))));
        }
        NetworkFolder.write(config.resolve("configtx.yaml"), Template.fill("configtx.yaml", values));
        Path temporary = folder.root().resolve("channel.block.tmp");
        program.require(
                binaries.configtxgen(),
                List.of(
                        "-profile",
                        "Channel",
                        "-channelID",
                        NetworkSettings.CHANNEL,
                        "-configPath",
                        config.toString(),
                        "-outputBlock",
                        temporary.toString()),
                Map.of());
        try {
            Files.move(temporary, folder.channelBlock(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UnavailableException("block " + folder.channelBlock() + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
