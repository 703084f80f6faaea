// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.tables.AttributionTables;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * The decision which receipts belong to an epoch. It is kept as a property of {@code attribution.receipts} and written
 * before the rows: a run that is killed in between finds it and completes exactly what was decided. An epoch without
 * receipts has a seal too.
 *
 * @param epoch the epoch
 * @param windowStart first epoch millisecond of the window
 * @param windowEnd first epoch millisecond after it
 * @param snapshot snapshot of {@code bronze.inferences} that the receipts were taken from
 * @param logSize size of the ledger's log that decided what was set aside
 * @param receipts how many there are
 * @param receiptsRoot root over them, sorted by receipt id
 * @param fees sum of their fees in micro-units
 * @param setAside how many were set aside
 */
record Seal(
        long epoch,
        long windowStart,
        long windowEnd,
        long snapshot,
        long logSize,
        long receipts,
        Hash receiptsRoot,
        long fees,
        long setAside) {
    private static final String TYPE = "tributary/seal/v1";
    private static final int BYTES_MAX = 4096;

    /** The seal of an epoch, if it was decided. */
    static Optional<Seal> find(Table receipts, long epoch) {
        String text = receipts.properties().get(AttributionTables.sealProperty(epoch));
        return text == null
                ? Optional.empty()
                : Optional.of(of(CanonicalJson.parse(text.getBytes(StandardCharsets.UTF_8), BYTES_MAX)));
    }

    /** Keeps the seal for ever. */
    void write(Table receipts) {
        receipts.updateProperties()
                .set(AttributionTables.sealProperty(epoch), json().toString())
                .commit();
    }

    private static Seal of(JsonObject json) {
        return new Seal(
                json.integer("epoch"),
                json.integer("windowStart"),
                json.integer("windowEnd"),
                json.integer("snapshot"),
                json.integer("logSize"),
                json.integer("receipts"),
                json.hash("receiptsRoot"),
                json.integer("fees"),
                json.integer("setAside"));
    }

    private JsonObject json() {
        return JsonObject.typed(TYPE)
                .put("epoch", epoch)
                .put("windowStart", windowStart)
                .put("windowEnd", windowEnd)
                .put("snapshot", snapshot)
                .put("logSize", logSize)
                .put("receipts", receipts)
                .put("receiptsRoot", receiptsRoot)
                .put("fees", fees)
                .put("setAside", setAside)
                .build();
    }

    /** The result of a seal job. */
    JsonObject result() {
        return JsonObject.typed("tributary/seal-result/v1")
                .put("epoch", epoch)
                .put("windowStart", windowStart)
                .put("windowEnd", windowEnd)
                .put("receipts", receipts)
                .put("receiptsRoot", receiptsRoot)
                .put("fees", fees)
                .put("setAside", setAside)
                .build();
    }
}
