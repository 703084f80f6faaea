// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.BronzeMarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What a run did.
 *
 * @param contributions rows added to bronze.contributions
 * @param inferences rows added to bronze.inferences
 * @param batches rows added to bronze.batches
 * @param rejections rows added to bronze.rejections
 * @param nextOffsets what would be read next, by {@code topic:partition}
 * @param watermarkMillis time before which no further receipt follows; empty if no host has promised anything
 */
record IngestResult(
        long contributions,
        long inferences,
        long batches,
        long rejections,
        Map<String, Long> nextOffsets,
        OptionalLong watermarkMillis) {
    /** Type of the result file. */
    static final String TYPE = "tributary/ingest-result/v1";

    IngestResult {
        nextOffsets = Map.copyOf(nextOffsets);
    }

    /** Writes the file in one atomic step. */
    void write(Path file) {
        byte[] bytes = JsonObject.typed(TYPE)
                .put("contributions", contributions)
                .put("inferences", inferences)
                .put("batches", batches)
                .put("rejections", rejections)
                .put("offsets", BronzeMarks.formatOffsets(nextOffsets))
                .put("watermarkMillis", watermarkMillis.isPresent() ? Long.toString(watermarkMillis.getAsLong()) : "")
                .build()
                .bytes();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
    }
}
