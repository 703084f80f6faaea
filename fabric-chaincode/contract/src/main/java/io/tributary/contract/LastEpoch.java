// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Objects;

/**
 * The last final epoch: what the next one continues.
 *
 * @param epoch its number; 0 before the first
 * @param recordHash hash of its record; empty before the first, as in {@code prevEpochHash}
 * @param windowEndMillis end of its window: where the next one starts
 */
public record LastEpoch(long epoch, String recordHash, long windowEndMillis) {
    /** Before the first final epoch. */
    public static final LastEpoch NONE = new LastEpoch(0, "", 0);

    /** Requires the hash. */
    public LastEpoch {
        Objects.requireNonNull(recordHash, "recordHash");
    }

    /** Reads {@link #toJson}. */
    public static LastEpoch of(JsonObject json) {
        json.requireNested("last epoch", "epoch", "recordHash", "windowEnd");
        return new LastEpoch(json.integer("epoch"), json.text("recordHash"), json.integer("windowEnd"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put("epoch", epoch)
                .put("recordHash", recordHash)
                .put("windowEnd", windowEndMillis)
                .build();
    }
}
