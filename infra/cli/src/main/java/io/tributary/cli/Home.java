// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The folder that holds everything of one network.
 *
 * @param folder absolute
 */
public record Home(Path folder) {

    /** Normalises the path. */
    public Home {
        folder = folder.toAbsolutePath().normalize();
    }

    /** Whether a network lives here: its configuration file is written last when a home is made. */
    public boolean exists() {
        return Files.exists(configurationFile());
    }

    /** Whether there is anything at all, e.g. what an interrupted start left. */
    public boolean occupied() {
        return Files.exists(folder.resolve("lake")) || exists();
    }

    /** The configuration file. */
    public Path configurationFile() {
        return folder.resolve(Configuration.FILE_NAME);
    }

    /** Job and result files, pid files; its sub-folder {@code logs} holds one log for each child. */
    public Path run() {
        return folder.resolve("run");
    }

    /** What is known of the jobs that were run on this machine. */
    public Path jobs() {
        return folder.resolve("jobs");
    }

    /** What the steps of jobs wrote down about how they ended. */
    public Path outcomes() {
        return folder.resolve("outcomes");
    }

    /** Journal of the embedded ledger. */
    public Path journal() {
        return folder.resolve("ledger").resolve("journal.jsonl");
    }

    /** The Fabric network that {@code ledger up} starts, and the connection profiles of one that others run. */
    public Path fabric() {
        return folder.resolve("ledger").resolve("fabric");
    }

    /** Transactions of an organisation that Fabric has not confirmed yet. */
    public Path pendingTransactions(String organisation) {
        return folder.resolve("ledger").resolve("pending").resolve(organisation);
    }

    /** Signed batches that the broker has not acknowledged yet, and those that it has. */
    public Path outbox() {
        return folder.resolve("outbox");
    }

    /** Held-out sets and questions, not in any table before they are opened. */
    public Path heldOut() {
        return folder.resolve("heldout");
    }

    /** Makes the folder with a configuration file in which every key stands with its default, commented out. */
    public void create() {
        try {
            Files.createDirectories(run().resolve("logs"));
            Files.createDirectories(heldOut());
            if (!exists()) {
                Files.writeString(configurationFile(), defaultConfiguration());
            }
        } catch (IOException e) {
            throw new UnavailableException("can't write the home folder " + folder + ": " + e.getMessage(), e);
        }
    }

    private static String defaultConfiguration() {
        StringBuilder text = new StringBuilder("# Tributary. Lines without # override the defaults shown.\n");
        for (Key key : Key.values()) {
            text.append("# ").append(key.description()).append('\n');
            text.append('#')
                    .append(key.id())
                    .append('=')
                    .append(key.defaultValue())
                    .append('\n');
        }
        return text.toString();
    }

    /** Deletes what commands made here, and nothing else: a home folder may hold files of its owner. */
    public void delete() {
        for (String name : new String[] {
            "lake",
            "keys",
            "kafka",
            "flink",
            "ledger",
            "heldout",
            "outbox",
            "run",
            "jobs",
            "proofs",
            "sql-server",
            "gateway",
            Configuration.FILE_NAME
        }) {
            deleteTree(folder.resolve(name));
        }
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Not empty: the rest belongs to somebody else and stays.
        }
    }

    private static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                    Files.delete(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UnavailableException("can't delete " + root + ": " + e.getMessage(), e);
        }
    }
}
