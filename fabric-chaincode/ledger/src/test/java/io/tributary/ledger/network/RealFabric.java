// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Fabric network for tests, of OrgA, OrgB and OrgC, with blocks of 50 ms. It needs Fabric's programs on PATH or in the folder that the
 * environment variable TRIBUTARY_FABRIC_BIN or the system property of that name says; without them tests are skipped.
 */
public final class RealFabric implements AutoCloseable {
    /** The members, as the samples of the contract's tests call them. */
    public static final List<String> ORGANISATIONS = List.of("OrgA", "OrgB", "OrgC");

    private static final String VARIABLE = "TRIBUTARY_FABRIC_BIN";

    private final Path folder;
    private final FabricNetwork network;
    private final FabricBinaries binaries;
    private int names;

    private RealFabric(Path folder, FabricBinaries binaries) {
        this.folder = folder;
        this.network = FabricNetwork.in(folder);
        this.binaries = binaries;
    }

    /** Starts a network in a folder, or skips the test. */
    public static RealFabric startOrSkip(Path folder) throws InterruptedException {
        RealFabric fabric = new RealFabric(folder, findOrSkip());
        fabric.up();
        return fabric;
    }

    private static FabricBinaries findOrSkip() {
        String folder = Optional.ofNullable(System.getProperty(VARIABLE, System.getenv(VARIABLE)))
                .orElse("");
        try {
            return FabricBinaries.find(
                    folder, Optional.ofNullable(System.getenv("PATH")).orElse(""));
        } catch (UnavailableException e) {
            System.out.println("skipped: no Fabric binaries");
            Assumptions.abort("no Fabric binaries");
            throw e;
        }
    }

    /** Starts what does not run. */
    public void up() throws InterruptedException {
        NetworkSettings settings = new NetworkSettings(
                ORGANISATIONS, 50, chaincodeClassPath(), NetworkSettings.CHAINCODE_MAIN, Duration.ofSeconds(180));
        network.up(binaries, settings, step -> {});
    }

    /** Stops everything; {@link #up} goes on where it was. */
    public List<String> down() throws InterruptedException {
        return network.down();
    }

    /** Kills a process at once, as kill -9 does. */
    public void kill(String process) throws InterruptedException {
        ProcessHandle handle =
                ProcessHandle.of(node(process).processId().orElseThrow()).orElseThrow();
        handle.destroyForcibly();
        handle.onExit().join();
    }

    public NetworkStatus status() throws InterruptedException {
        return network.status();
    }

    NodeStatus node(String process) throws InterruptedException {
        return status().nodes().stream()
                .filter(node -> node.name().equals(process))
                .findFirst()
                .orElseThrow();
    }

    /** The connection profile of an organisation. */
    public Path connection(String organisation) {
        return network.connection(organisation);
    }

    /** Folder with certificate and key of an organisation's certificate authority. */
    public Path authority(String organisation) {
        return folder.resolve("crypto/peerOrganizations")
                .resolve(NetworkFolder.domain(organisation))
                .resolve("ca");
    }

    /** Changes a byte of the last epoch's block in an organisation's files and starts its peer again; returns the block. */
    public long tamperLastEpoch(String organisation) throws InterruptedException {
        long block = network.lastEpochBlock(organisation);
        network.tamperBlock(organisation, block);
        up();
        return block;
    }

    /** Another instance of the chaincode, whose ledger is empty; returns its name. */
    public String freshChaincode() throws InterruptedException {
        names++;
        String name = "fresh" + names;
        network.define(binaries, name, "1");
        return name;
    }

    FabricNetwork network() {
        return network;
    }

    FabricBinaries binaries() {
        return binaries;
    }

    private static List<Path> chaincodeClassPath() {
        Path target = Path.of(System.getProperty("tributary.repo")).resolve("fabric-chaincode/chaincode/target");
        List<Path> classPath = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "tributary-chaincode-[0-9]*.jar")) {
            jars.forEach(classPath::add);
            for (String entry : Files.readString(target.resolve("runtime.classpath"))
                    .strip()
                    .split(File.pathSeparator)) {
                classPath.add(Path.of(entry));
            }
        } catch (IOException e) {
            throw new UnavailableException("fabric-chaincode/chaincode is not built: " + e.getMessage(), e);
        }
        return classPath;
    }

    @Override
    public void close() throws InterruptedException {
        network.down();
    }
}
