// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.BlockScorer;
import io.tributary.influence.Device;
import io.tributary.influence.ReferenceScorer;

/** Which code multiplies and adds; no number depends on it. */
enum Kernel {
    /** Plain Java. */
    SCALAR,
    /** The JDK's Vector API; needs {@code --add-modules jdk.incubator.vector} and the optimising compiler to be any good. */
    VECTOR;

    /** The kernel of a device that is there. */
    static Kernel of(Device device) {
        return device.present() == Device.VECTOR ? VECTOR : SCALAR;
    }

    /** A scorer for one task. */
    BlockScorer scorer() {
        return switch (this) {
            case SCALAR -> new ReferenceScorer();
            case VECTOR -> new VectorScorer();
        };
    }
}
