// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Namespaces of the Linux kernel, where this machine lets us have some: no network, a disk of a few megabytes. */
final class Sandbox {
    private static final List<List<String>> WAYS = List.of(List.of("unshare"), List.of("unshare", "--map-root-user"));

    private Sandbox() {}

    /** Words to put before a command so that it has no network; empty where that is not permitted. */
    static Optional<String[]> withoutNetwork() {
        return permitted("--net", "true");
    }

    /**
     * Words to put before a command so that it runs after a preparation in a mount namespace of its own.
     *
     * @param preparation a line of shell, seen by nobody else; where it fails, nothing is run
     * @param meanwhile shell that starts what runs beside the command, with {@code $$} as the command's process id
     */
    static Optional<String[]> after(String preparation, String meanwhile) {
        return permitted("--mount", "sh", "-ec", preparation)
                .map(words -> prefix(words, preparation + "\n" + meanwhile + "exec \"$@\""));
    }

    /** Says on standard output what was not tested and why, and marks the test as skipped. */
    static void skip(String reason) {
        System.out.println("skipped: " + reason);
        Assumptions.abort(reason);
    }

    private static Optional<String[]> permitted(String namespace, String... trial) {
        for (List<String> way : WAYS) {
            List<String> words = new ArrayList<>(way);
            words.add(namespace);
            if (succeeds(Command.of(words.toArray(String[]::new)).with(trial))) {
                return Optional.of(words.toArray(String[]::new));
            }
        }
        return Optional.empty();
    }

    private static String[] prefix(String[] words, String script) {
        List<String> prefix = new ArrayList<>(List.of(words));
        prefix.addAll(List.of("sh", "-ec", script, "sh"));
        return prefix.toArray(String[]::new);
    }

    /** Whether a program is there and ends with 0. */
    static boolean succeeds(Command command) {
        try {
            return command.run().exitCode() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
