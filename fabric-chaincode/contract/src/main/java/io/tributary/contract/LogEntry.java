// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * An entry of the log.
 *
 * @param index its position from 0
 * @param leafHash leaf hash of its canonical bytes
 * @param entry the typed entry
 * @param caller the organisation that recorded it
 * @param transactionId the transaction that recorded it
 * @param timestampMillis that transaction's claimed time, in milliseconds since 1970
 */
public record LogEntry(
        long index, Hash leafHash, JsonObject entry, String caller, String transactionId, long timestampMillis) {
    /** Requires every part. */
    public LogEntry {
        Objects.requireNonNull(leafHash, "leafHash");
        Objects.requireNonNull(entry, "entry");
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(transactionId, "transactionId");
    }

    /** Reads {@link #toJson}. */
    public static LogEntry of(JsonObject json) {
        json.requireNested("log entry", "caller", "entry", "index", "leafHash", "timestamp", "transactionId");
        return new LogEntry(
                json.integer("index"),
                json.hash("leafHash"),
                json.object("entry"),
                json.text("caller"),
                json.text("transactionId"),
                json.integer("timestamp"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put("caller", caller)
                .put("entry", entry)
                .put("index", index)
                .put("leafHash", leafHash)
                .put("timestamp", timestampMillis)
                .put("transactionId", transactionId)
                .build();
    }
}
