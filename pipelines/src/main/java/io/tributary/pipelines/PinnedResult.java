// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

/**
 * A result that can be asked for again: the statement, what it stood on, and what came out, as {@link RowDigest} tells it.
 *
 * @param statement the statement
 * @param pin what it stood on
 * @param rows number of rows
 * @param digest of the rows in any order, 64 hex digits
 */
record PinnedResult(String statement, Pin pin, long rows, String digest) {
    private static final String TYPE = "tributary/pinned-result/v1";
    private static final int BYTES_MAX = 4 << 20;
    private static final Set<String> UNREPEATABLE = Set.of(
            "CurrentDate",
            "CurrentTimestamp",
            "LocalTimestamp",
            "Now",
            "Rand",
            "RandStr",
            "Randn",
            "Shuffle",
            "Uniform",
            "Uuid");

    /** Checks that nothing is missing. */
    PinnedResult {
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(pin, "pin");
        Objects.requireNonNull(digest, "digest");
    }

    /**
     * Passes a resolved statement that gives the same rows whenever it is asked.
     *
     * @throws InvalidInputException if it asks for the time or draws by chance
     */
    static void requireRepeatable(LogicalPlan resolved) {
        for (LogicalPlan node : PlanNodes.of(resolved)) {
            for (Expression expression : PlanNodes.expressions(node)) {
                if (UNREPEATABLE.contains(expression.getClass().getSimpleName())) {
                    throw new InvalidInputException("the statement asks for " + expression.prettyName()
                            + ", which is another each time; a pinned result must not, so write the value itself");
                }
            }
        }
    }

    /** Writes the file. */
    void write(Path file) {
        JsonObject json = JsonObject.typed(TYPE)
                .put("statement", statement)
                .put("pin", pin.json())
                .put("rows", rows)
                .put("digest", digest)
                .build();
        try {
            Files.write(file, json.bytes());
        } catch (IOException e) {
            throw new UnavailableException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException if it is none of {@link #write}
     */
    static PinnedResult read(Path file) {
        try {
            JsonObject json = CanonicalJson.parse(Files.readAllBytes(file), BYTES_MAX);
            json.require(TYPE, "statement", "pin", "rows", "digest");
            return new PinnedResult(
                    json.text("statement"), Pin.of(json.object("pin")), json.integer("rows"), json.text("digest"));
        } catch (MalformedException e) {
            throw new InvalidInputException(
                    file + " is no pinned result: " + e.getMessage() + "; 'tributary sql --pin FILE' writes one", e);
        } catch (IOException e) {
            throw new InvalidInputException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
