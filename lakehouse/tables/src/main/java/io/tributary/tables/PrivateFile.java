// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Files that only their owner may read, replaced as a whole. */
public final class PrivateFile {
    private PrivateFile() {}

    /** Replaces the file, or makes it. */
    public static void write(Path file, byte[] bytes) {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "the root folder is no file");
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(
                    folder,
                    "." + file.getFileName(),
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(temporary, bytes);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
