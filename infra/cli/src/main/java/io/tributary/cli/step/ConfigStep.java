// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows the configuration in force. */
public final class ConfigStep {
    private final Path home;
    private final Optional<Path> file;

    /** The configuration of a home folder, or of a file of its own. */
    @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
    public ConfigStep(Path home, Optional<Path> file) {
        this.home = home;
        this.file = file;
    }

    /** Every key with its value, secrets hidden. */
    public Report show() {
        Configuration configuration =
                file.isPresent() ? Configuration.read(home, file.get()) : Configuration.load(home);
        List<JsonObject> keys = new ArrayList<>();
        List<String> lines = configuration.describe().lines().toList();
        for (String line : lines) {
            int equals = line.indexOf('=');
            keys.add(JsonObject.nested()
                    .put("key", line.substring(0, equals))
                    .put("value", line.substring(equals + 1))
                    .build());
        }
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("home", home.toString())
                        .put("keys", keys)
                        .build());
    }
}
