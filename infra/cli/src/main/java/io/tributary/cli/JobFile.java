// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two files through which the command and a batch job talk: what to do goes in, what came out comes back. Both are
 * one canonical object; the result appears at once and whole, so its absence means that the job did not finish.
 *
 * @param job what to do
 * @param result what came out
 */
public record JobFile(Path job, Path result) {
    private static final int BYTES_MAX = 64 * 1024 * 1024;

    /** Writes the job and removes a result of an earlier run. */
    public static JobFile write(Path runDirectory, String name, JsonObject content) {
        JobFile file =
                new JobFile(runDirectory.resolve(name + ".job.json"), runDirectory.resolve(name + ".result.json"));
        try {
            Files.createDirectories(runDirectory);
            Files.deleteIfExists(file.result);
            Files.write(file.job, CanonicalJson.write(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** Reads the result. */
    public JsonObject read() {
        try {
            return CanonicalJson.parse(Files.readAllBytes(result), BYTES_MAX);
        } catch (IOException e) {
            throw new UnavailableException("the job " + job.getFileName() + " left no result " + result, e);
        }
    }

    /** Removes both files, once the result is in use; those of a job that failed stay for whoever looks into it. */
    public void delete() {
        try {
            Files.deleteIfExists(job);
            Files.deleteIfExists(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
