// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * {@code tributary/withdrawal/v1}: records that no later version holds. It counts for every version whose batches are anchored after it.
 *
 * @param recordIds random ids, ascending
 * @param request leaf hash of the {@link WithdrawalRequest}, which stays off the ledger
 */
public record WithdrawalEntry(String network, String datanet, List<String> recordIds, Hash request)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/withdrawal/v1";

    /** The most records that one entry withdraws. */
    public static final int RECORDS_MAX = 1_000;

    /** Checks the form of every field. */
    public WithdrawalEntry {
        recordIds = List.copyOf(recordIds);
        Objects.requireNonNull(request, "request");
        Form.id("network", network);
        Form.slug("datanet", datanet);
        requireIds(recordIds);
    }

    static void requireIds(List<String> recordIds) {
        Form.ids("recordIds", recordIds);
        Form.require(
                !recordIds.isEmpty() && recordIds.size() <= RECORDS_MAX,
                "recordIds",
                recordIds.size() + " ids",
                "1 to " + RECORDS_MAX);
        Form.require(List.copyOf(new TreeSet<>(recordIds)).equals(recordIds), "recordIds", "disorder", "ascending ids");
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static WithdrawalEntry of(JsonObject json) {
        json.require(TYPE, "network", "datanet", "recordIds", "request");
        return new WithdrawalEntry(
                json.text("network"), json.text("datanet"), json.texts("recordIds"), json.hash("request"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("recordIds", recordIds)
                .put("request", request)
                .build();
    }
}
