// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.broker;

import io.tributary.protocol.error.InvalidInputException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * What an embedded broker is started with.
 *
 * @param folder holds the log of every topic, the cluster's identity and {@code broker.properties}; made when missing
 * @param port where clients connect, 1 to 65535; 0 takes the port of the last run if it is free, else any free one
 */
public record BrokerOptions(Path folder, int port) {
    private static final int PORT_MAX = 65_535;

    /** Checks the port. */
    public BrokerOptions {
        Objects.requireNonNull(folder, "folder");
        if (port < 0 || port > PORT_MAX) {
            throw new InvalidInputException("kafka.port: got " + port + ", want 0 to " + PORT_MAX);
        }
    }
}
