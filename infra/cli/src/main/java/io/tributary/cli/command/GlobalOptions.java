// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command understands. */
public final class GlobalOptions {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Folder with all data of one network (else $TRIBUTARY_HOME, else ./.tributary).")
    private Path home;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration file (else $TRIBUTARY_CONFIG, else tributary.properties in the home folder).")
    private Path config;

    @Option(names = "--json", description = "Print the result as one JSON object; integers are decimal strings.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** The home folder: the option, else the environment variable TRIBUTARY_HOME, else {@code .tributary} here. */
    public Path home() {
        if (home != null) {
            return home.toAbsolutePath().normalize();
        }
        String variable = System.getenv("TRIBUTARY_HOME");
        Path chosen = variable == null || variable.isBlank() ? Path.of(".tributary") : Path.of(variable);
        return chosen.toAbsolutePath().normalize();
    }

    /** The configuration file: the option, else the environment variable TRIBUTARY_CONFIG. */
    public Optional<Path> config() {
        String variable = System.getenv("TRIBUTARY_CONFIG");
        Optional<Path> standard =
                variable == null || variable.isBlank() ? Optional.empty() : Optional.of(Path.of(variable));
        return Optional.ofNullable(config).or(() -> standard).map(Path::toAbsolutePath);
    }

    /** How the result is printed. */
    public Terminal.Format format() {
        return json ? Terminal.Format.JSON : Terminal.Format.TEXT;
    }
}
