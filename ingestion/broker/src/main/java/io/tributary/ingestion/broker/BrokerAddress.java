// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * Where a ready broker is found: the content of {@code broker.properties}. The file exists only from the moment the broker has answered
 * a request of its own until it ends; after a kill -9 it is stale, which its process id tells.
 *
 * @param port the client port on 127.0.0.1
 * @param clusterId the identity of the folder's cluster, made once when the folder was formatted
 * @param processId the broker's process
 */
public record BrokerAddress(int port, String clusterId, long processId) {
    /** The file's name inside the broker's folder. */
    public static final String FILE_NAME = "broker.properties";

    private static final String BOOTSTRAP_KEY = "bootstrap.servers";
    private static final String PORT_KEY = "port";
    private static final String CLUSTER_KEY = "cluster.id";
    private static final String PROCESS_KEY = "process.id";

    /** Checks that nothing is missing. */
    public BrokerAddress {
        Objects.requireNonNull(clusterId, "clusterId");
    }

    /** What a client passes as {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /** Reads the address a broker left in its folder; empty when there is none or it is no whole file. */
    public static Optional<BrokerAddress> read(Path folder) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(folder.resolve(FILE_NAME), StandardCharsets.UTF_8)) {
            properties.load(reader);
            return Optional.of(new BrokerAddress(
                    Integer.parseInt(properties.getProperty(PORT_KEY, "")),
                    properties.getProperty(CLUSTER_KEY, ""),
                    Long.parseLong(properties.getProperty(PROCESS_KEY, ""))));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Writes the file in one atomic step, so that a reader sees a whole one or none. */
    void write(Path folder) {
        Properties properties = new Properties();
        properties.setProperty(BOOTSTRAP_KEY, bootstrapServers());
        properties.setProperty(PORT_KEY, Integer.toString(port));
        properties.setProperty(CLUSTER_KEY, clusterId);
        properties.setProperty(PROCESS_KEY, Long.toString(processId));
        Path part = folder.resolve(FILE_NAME + ".part");
        try {
            try (Writer writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8)) {
                properties.store(writer, null);
            }
            Files.move(
                    part,
                    folder.resolve(FILE_NAME),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + folder.resolve(FILE_NAME), e);
        }
    }

    /** Removes the file; the broker is no longer, or not yet, ready. */
    static void remove(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve(FILE_NAME));
        } catch (IOException e) {
            throw new UncheckedIOException("can't remove " + folder.resolve(FILE_NAME), e);
        }
    }
}
