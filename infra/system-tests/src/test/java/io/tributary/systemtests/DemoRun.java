// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A demo that has ended well.
 *
 * @param home its home folder
 * @param outcome how it ended
 * @param report the JSON object that it printed
 */
record DemoRun(Path home, Outcome outcome, JsonNode report) {
    /** The hashes that depend on the input and the seed, and on nothing else. */
    static final List<String> HASHES = List.of("datasetRoot", "receiptsRoot", "payoutsRoot", "recordHash");

    /** How much of the data a demo uses. */
    enum Size {
        /** All of it, as the demo does by itself. */
        FULL(),
        /** Enough to have every kind of row. */
        SMALL("--documents", "16", "--questions", "8");

        private final List<String> arguments;

        Size(String... arguments) {
            this.arguments = List.of(arguments);
        }
    }

    /** A demo that has ended: fails unless it says that all is well. */
    static DemoRun of(Path home, Outcome outcome) {
        return new DemoRun(home, outcome.expect(0), outcome.json());
    }

    /** The command that runs a demo. */
    static Command command(Path home, long seed, Size size, String... more) {
        List<String> arguments = new ArrayList<>(List.of("demo", "--json", "--seed", Long.toString(seed)));
        arguments.addAll(size.arguments);
        arguments.addAll(List.of(more));
        return Command.tributary(arguments.toArray(String[]::new)).at(home);
    }

    /** A folder for a demo that no other test uses; it does not exist yet. */
    static Path newHome(String name) {
        try {
            return Files.createTempDirectory(Files.createDirectories(Command.WORK.resolve("homes")), name + "-")
                    .resolve("home");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the disk back; for homes that no failure message points to. */
    static void delete(Path home) {
        try (Stream<Path> files = Files.walk(home.getParent())) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The four hashes by name. */
    Map<String, String> hashes() {
        Map<String, String> hashes = new TreeMap<>();
        for (String name : HASHES) {
            String hash = report.path(name).asText();
            assertThat(hash).as("%s; %s", name, outcome.describe()).matches("[0-9a-f]{64}");
            hashes.put(name, hash);
        }
        return hashes;
    }

    /** A command on this demo's home folder. */
    Command command(String... arguments) {
        return Command.tributary(arguments).at(home);
    }

    /** The rows of a query. */
    List<JsonNode> sql(String query) {
        return command("sql", "--format", "jsonl", query).run().expect(0).rows();
    }

    /** The only row of a query. */
    JsonNode sqlRow(String query) {
        List<JsonNode> rows = sql(query);
        assertThat(rows).as(query).hasSize(1);
        return rows.get(0);
    }

    /** Computes the first epoch anew and fails unless its record is the demo's. */
    void expectSameRecord(String... engine) {
        Outcome recomputed =
                command("epoch", "recompute", "1", "--json").with(engine).run().expect(0);
        assertThat(recomputed.json().path("recordHash").asText())
                .as(recomputed.describe())
                .isEqualTo(hashes().get("recordHash"));
    }
}
