// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * The command line of the job.
 *
 * @param configuration the installation
 * @param drain whether to end when everything that is in the topics at the start has been taken
 * @param result where to write what was done
 * @param cpu where to write what CPU time was used for
 */
record IngestOptions(Configuration configuration, boolean drain, Optional<Path> result, Optional<Path> cpu) {
    private static final String USAGE =
            "want --home DIR [--config FILE] [--set KEY=VALUE]… [--drain] [--result FILE] [--cpu FILE] [--run NAME]";

    /** Memory for exchanges grows with the square of it; whoever has more cores has a cluster, or says so. */
    private static final int CORES_MAX = 8;

    IngestOptions {
        Objects.requireNonNull(configuration, "configuration");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(cpu, "cpu");
    }

    static IngestOptions parse(List<String> arguments) {
        Path home = null;
        Path config = null;
        Path result = null;
        Path cpu = null;
        boolean drain = false;
        Properties changed = new Properties();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String option = rest.next();
            switch (option) {
                case "--home" -> home = value(option, rest);
                case "--config" -> config = value(option, rest);
                case "--result" -> result = value(option, rest);
                case "--cpu" -> cpu = value(option, rest);
                // Whoever started this process finds it by that word.
                case "--run" -> text(option, rest);
                case "--set" -> change(changed, text(option, rest));
                case "--drain" -> drain = true;
                default -> throw new InvalidInputException("got " + option + ", " + USAGE);
            }
        }
        Configuration configuration =
                changed(configuration(Optional.ofNullable(home), Optional.ofNullable(config)), changed);
        return new IngestOptions(
                drain ? configuration : atFullWidth(configuration),
                drain,
                Optional.ofNullable(result),
                Optional.ofNullable(cpu));
    }

    private static Path value(String option, Iterator<String> rest) {
        return Path.of(text(option, rest));
    }

    private static String text(String option, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new InvalidInputException(option + " has no value, " + USAGE);
        }
        return rest.next();
    }

    private static void change(Properties changed, String assignment) {
        int equals = assignment.indexOf('=');
        if (equals < 1) {
            throw new InvalidInputException("--set: got " + assignment + ", want KEY=VALUE");
        }
        changed.setProperty(assignment.substring(0, equals), assignment.substring(equals + 1));
    }

    /** For one run, what the command line says goes before the file. */
    private static Configuration changed(Configuration configuration, Properties changed) {
        if (changed.isEmpty()) {
            return configuration;
        }
        Properties all = new Properties();
        configuration.values().forEach((key, value) -> all.setProperty(key.id(), value));
        all.putAll(changed);
        return Configuration.of(configuration.home(), all);
    }

    /** What goes on for long takes all there is, unless the configuration says how much. */
    private static Configuration atFullWidth(Configuration configuration) {
        if (configuration.integer(Key.INGEST_PARALLELISM) > 0) {
            return configuration;
        }
        String cluster = configuration.text(Key.INGEST_FLINK_CLUSTER);
        int width = cluster.isEmpty()
                ? Math.min(CORES_MAX, Runtime.getRuntime().availableProcessors())
                : SessionCluster.slots(cluster);
        Properties parallelism = new Properties();
        parallelism.setProperty(Key.INGEST_PARALLELISM.id(), Integer.toString(width));
        return changed(configuration, parallelism);
    }

    private static Configuration configuration(Optional<Path> home, Optional<Path> config) {
        if (config.isEmpty()) {
            return Configuration.load(home.orElseThrow(() -> new InvalidInputException("no home folder, " + USAGE)));
        }
        Path file = config.get().toAbsolutePath();
        return Configuration.read(home.orElse(file.resolveSibling("")), file);
    }

    /** The configured cluster, or else the embedded broker that runs on the home folder. */
    String bootstrapServers() {
        String configured = configuration.text(Key.KAFKA_BOOTSTRAP_SERVERS);
        if (!configured.isEmpty()) {
            return configured;
        }
        Path file = configuration.home().resolve("kafka").resolve("broker.properties");
        Properties broker = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            broker.load(reader);
        } catch (IOException e) {
            throw new UnavailableException("no broker: kafka.bootstrap-servers is empty and there is no " + file, e);
        }
        String address = broker.getProperty("bootstrap.servers", "");
        if (address.isEmpty()) {
            throw new UnavailableException(file + " names no bootstrap.servers; start the broker again");
        }
        return address;
    }
}
