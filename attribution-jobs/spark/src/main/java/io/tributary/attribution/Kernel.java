// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.BlockScorer;
import io.tributary.influence.ReferenceScorer;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;

/** Which code multiplies and adds; no number depends on it. */
enum Kernel {
    /** Plain Java. */
    SCALAR,
    /** The JDK's Vector API; needs {@code --add-modules jdk.incubator.vector} and the optimising compiler to be any good. */
    VECTOR;

    /** The kernel that the configuration names. */
    static Kernel of(Configuration configuration) {
        String name = configuration.text(Key.ATTRIBUTION_KERNEL);
        return Arrays.stream(values())
                .filter(kernel -> kernel.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException(
                        Key.ATTRIBUTION_KERNEL.id() + " is '" + name + "', want scalar or vector"));
    }

    /** A scorer for one task. */
    BlockScorer scorer() {
        return switch (this) {
            case SCALAR -> new ReferenceScorer();
            case VECTOR -> new VectorScorer();
        };
    }
}
