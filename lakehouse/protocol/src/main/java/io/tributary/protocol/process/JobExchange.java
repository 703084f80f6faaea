// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.process;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A process's job and result as it sees them: the job comes in as one canonical object, the result appears at once and whole. */
public final class JobExchange {
    private static final int JOB_BYTES_MAX = 64 << 20;

    private JobExchange() {}

    /**
     * Reads a job.
     *
     * @param file at most 64 MiB
     * @param type the type that it must have, {@code tributary/job-<verb>/v1}
     */
    public static JsonObject read(Path file, String type) {
        JsonObject job;
        try {
            job = CanonicalJson.parse(Files.readAllBytes(file), JOB_BYTES_MAX);
        } catch (IOException e) {
            throw new UnavailableException("can't read job file " + file + ": " + e.getMessage(), e);
        }
        if (!job.type().equals(type)) {
            throw new InvalidInputException("job has type " + job.type() + ", want " + type);
        }
        return job;
    }

    /** Writes a result: whoever looks finds none or all of it. */
    public static void write(Path file, JsonObject result) {
        Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.write(temporary, result.bytes());
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("can't write result file " + file + ": " + e.getMessage(), e);
        }
    }
}
