// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * The folder of a network: keys and blocks, which last, and configuration, which is written anew at each start.
 *
 * @param root absolute
 */
record NetworkFolder(Path root) {
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

    NetworkFolder {
        root = root.toAbsolutePath().normalize();
    }

    void create() {
        try {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, PRIVATE);
            for (String name : new String[] {"config", "data", "logs", "run", "connection", "builder/bin"}) {
                Files.createDirectories(root.resolve(name));
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new UnavailableException("network folder " + root + " cannot be written: " + e.getMessage(), e);
        }
    }

    Path plan() {
        return root.resolve("network.properties");
    }

    Path lock() {
        return root.resolve("network.lock");
    }

    Path crypto() {
        return root.resolve("crypto");
    }

    Path channelBlock() {
        return root.resolve("channel.block");
    }

    Path chaincodePackage() {
        return root.resolve("chaincode.tar.gz");
    }

    Path builder() {
        return root.resolve("builder");
    }

    Path config(String name) {
        return root.resolve("config").resolve(name);
    }

    Path data(String name) {
        return root.resolve("data").resolve(name);
    }

    Path log(String name) {
        return root.resolve("logs").resolve(name + ".log");
    }

    Path run() {
        return root.resolve("run");
    }

    Path connection(String organisation) {
        return root.resolve("connection").resolve(organisation + ".properties");
    }

    Path ordererNode() {
        String domain = domain("orderer");
        return crypto().resolve("ordererOrganizations")
                .resolve(domain)
                .resolve("orderers")
                .resolve("node1." + domain);
    }

    Path peerNode(String organisation) {
        return organisation(organisation).resolve("peers").resolve(peerHost(organisation));
    }

    Path user(String organisation, String user) {
        return organisation(organisation).resolve("users").resolve(user + "@" + domain(organisation));
    }

    static String peerHost(String organisation) {
        return "peer0." + domain(organisation);
    }

    private Path organisation(String organisation) {
        return crypto().resolve("peerOrganizations").resolve(domain(organisation));
    }

    static String domain(String organisation) {
        return organisation.toLowerCase(Locale.ROOT) + "." + NetworkSettings.DOMAIN;
    }

    /** Writes a file so that it is there whole or not at all; nothing happens if it holds these bytes already. */
    static void write(Path file, byte[] bytes) {
        try {
            if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
                return;
            }
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("file " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    static void deleteTree(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
