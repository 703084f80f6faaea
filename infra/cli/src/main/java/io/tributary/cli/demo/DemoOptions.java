// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.protocol.error.InvalidInputException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a demo is asked for.
 *
 * @param home its folder
 * @param config configuration file, when it is not the one in the home folder
 * @param seed keys, salts and event times follow from it
 * @param ledger where its ledger is; empty for what the configuration says, which by default is embedded
 * @param onExisting what to do with a folder that holds a network already
 * @param documents how many speeches, spread over the years; empty for what the configuration says
 * @param questions how many questions; empty for what the configuration says
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record DemoOptions(
        Path home,
        Optional<Path> config,
        long seed,
        Optional<LedgerKind> ledger,
        OnExisting onExisting,
        OptionalInt documents,
        OptionalInt questions) {

    /** Kinds of ledger, as {@code ledger.kind} names them in lower case. */
    public enum LedgerKind {
        /** The contract in this process. */
        EMBEDDED,
        /** A Fabric network on this machine, which the demo starts. */
        FABRIC
    }

    /** What to do with a home folder that is there already. */
    public enum OnExisting {
        /** End with a conflict. */
        REFUSE,
        /** Delete what is in it. */
        CLEAN,
        /** Go on where it stopped. */
        RESUME
    }

    /** Checks the numbers. */
    public DemoOptions {
        Objects.requireNonNull(home, "home");
        requireCount("documents", documents, 8);
        requireCount("questions", questions, 1);
    }

    private static void requireCount(String name, OptionalInt value, int min) {
        if (value.isPresent() && value.getAsInt() < min) {
            throw new InvalidInputException(name + ": got " + value.getAsInt() + ", want " + min + " or more");
        }
    }
}
