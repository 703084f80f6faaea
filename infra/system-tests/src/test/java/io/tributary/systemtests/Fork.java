// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A home of its own with the catalog, ledger and keys of a demo, to which tests may do what they like. Data files are
 * never changed once written, so they are the demo's.
 */
final class Fork {
    private static final List<String> SHARED = List.of("lake/warehouse", "kafka", "flink");

    private Fork() {}

    /** A copy of a demo as it ended. */
    static DemoRun of(DemoRun demo, String name) {
        Path home = DemoRun.newHome(name);
        try (Stream<Path> files = Files.walk(demo.home())) {
            for (Path file : files.toList()) {
                Path relative = demo.home().relativize(file);
                if (SHARED.stream().noneMatch(relative::startsWith)) {
                    Files.copy(file, home.resolve(relative));
                }
            }
            return new DemoRun(home, demo.outcome(), demo.report());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of a demo as it was when its epoch was computed, and nobody had proposed it. */
    static DemoRun beforeProposal(DemoRun demo, String name) {
        DemoRun fork = of(demo, name);
        Path journal = journal(fork);
        try {
            List<String> lines = Files.readAllLines(journal);
            List<String> before = lines.stream()
                    .takeWhile(line -> !line.contains("\"function\":\"propose\""))
                    .toList();
            Files.writeString(journal, String.join("\n", before) + "\n");
            return fork;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ledger's journal. */
    static Path journal(DemoRun demo) {
        return demo.home().resolve("ledger").resolve("journal.jsonl");
    }
}
