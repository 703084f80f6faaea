// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.util.Arrays;
import java.util.Locale;

/** What multiplies and adds when rows are scored. No number depends on it, so it is nobody's business but who computes. */
public enum Device {
    /** What this release does best with: {@link #SCALAR}, which needs no time to get going. */
    AUTO,
    /** Plain Java. */
    SCALAR,
    /** The vector units of the processor, by the JDK's Vector API: worth its start where an epoch has many questions. */
    VECTOR,
    /** A graphics processor, for which this release has no code. */
    GPU;

    /**
     * The device with this name, in lower case.
     *
     * @throws InvalidInputException naming the known ones
     */
    public static Device of(String name) {
        return Arrays.stream(values())
                .filter(device -> device.toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new InvalidInputException("device is '" + name + "', want auto, scalar, vector or gpu"));
    }

    /**
     * What computes in fact: {@link #SCALAR} or {@link #VECTOR}.
     *
     * @throws UnavailableException if it is not there
     */
    public Device present() {
        return switch (this) {
            case AUTO, SCALAR -> SCALAR;
            case VECTOR -> VECTOR;
            case GPU ->
                throw new UnavailableException(
                        "device gpu is not there, this release has no code for one; take auto, scalar or vector, which give the same numbers");
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
