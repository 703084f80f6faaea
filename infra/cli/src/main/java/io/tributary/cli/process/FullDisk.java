// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A full disk breaks engines in many ways; whichever it was, this is what the person must know. */
public final class FullDisk {
    private static final long BYTES_MIN = 1L << 20;

    private FullDisk() {}

    /**
     * Passes if there is room for another file.
     *
     * @throws UnavailableException if less than a MiB is free where the folder is
     */
    public static void requireRoom(Path folder) {
        try {
            if (Files.getFileStore(folder).getUsableSpace() < BYTES_MIN) {
                throw new UnavailableException("the disk that holds " + folder
                        + " is full; make room and run the same command again to go on where it stopped");
            }
        } catch (IOException e) {
            // What the disk does not tell decides nothing: the failure at hand is reported instead.
        }
    }
}
