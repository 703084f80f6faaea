// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The four Fabric programs that a native network needs. They are the operator's: nothing here downloads or builds them.
 *
 * @param peer the peer, both daemon and command for the lifecycle
 * @param orderer the ordering node
 * @param configtxgen writes a channel's first block
 * @param cryptogen makes keys and certificates for a trial
 */
public record FabricBinaries(Path peer, Path orderer, Path configtxgen, Path cryptogen) {
    /** Where Fabric's own installer is documented. */
    public static final String INSTALLER = "https://hyperledger-fabric.readthedocs.io/en/latest/install.html";

    private static final List<String> NAMES = List.of("peer", "orderer", "configtxgen", "cryptogen");

    /**
     * Finds the programs.
     *
     * @param folder the configured folder; empty means to look where {@code path} says
     * @param path folders separated as in the environment variable PATH
     * @throws UnavailableException naming what is missing and where to get it
     */
    public static FabricBinaries find(String folder, String path) {
        List<Path> folders = new ArrayList<>();
        for (String name : (folder.isEmpty() ? path : folder).split(File.pathSeparator)) {
            if (!name.isEmpty()) {
                folders.add(Path.of(name).toAbsolutePath());
            }
        }
        List<Path> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : NAMES) {
            executable(folders, name).ifPresentOrElse(found::add, () -> missing.add(name));
        }
        if (!missing.isEmpty()) {
            throw new UnavailableException("Hyperledger Fabric's programs " + String.join(", ", missing) + " are not "
                    + (folder.isEmpty() ? "on PATH" : "in " + folder)
                    + "; put them on PATH or name their folder in ledger.fabric.bin (Fabric's own installer: "
                    + INSTALLER
                    + ")");
        }
        return new FabricBinaries(found.get(0), found.get(1), found.get(2), found.get(3));
    }

    private static Optional<Path> executable(List<Path> folders, String name) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
