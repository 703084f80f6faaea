// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;

/**
 * What the job was told, in a form that travels to the machines it runs on.
 *
 * @param home folder of the installation
 * @param bootstrapServers the Kafka cluster
 * @param properties every configuration key with its value
 */
record JobSettings(String home, String bootstrapServers, Properties properties) implements Serializable {
    private static final long serialVersionUID = 1L;

    JobSettings {
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(bootstrapServers, "bootstrapServers");
        Objects.requireNonNull(properties, "properties");
    }

    /** The settings of a configuration; the address is given because an embedded broker's is not in the file. */
    static JobSettings of(Configuration configuration, String bootstrapServers) {
        Properties properties = new Properties();
        for (Key key : Key.values()) {
            properties.setProperty(key.id(), configuration.text(key));
        }
        return new JobSettings(configuration.home().toString(), bootstrapServers, properties);
    }

    /** The configuration again. */
    Configuration configuration() {
        return Configuration.of(Path.of(home), properties);
    }
}
