// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * {@code tributary/review/v1}: what the owner of a Datanet said of labels and edits. It counts for every version whose batches are
 * anchored after it; of several words on an item the last one.
 *
 * @param verdict {@link #ACCEPT} or {@link #REJECT}
 * @param items leaf hashes of the items, ascending
 * @param request leaf hash of the {@link ReviewRequest}, which stays off the ledger
 */
public record ReviewEntry(String network, String datanet, String verdict, List<Hash> items, Hash request)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/review/v1";

    /** The items may come into a version. */
    public static final String ACCEPT = "accept";

    /** They may not. */
    public static final String REJECT = "reject";

    /** The most items that one entry names. */
    public static final int ITEMS_MAX = 1_000;

    /** Checks the form of every field. */
    public ReviewEntry {
        items = List.copyOf(items);
        Objects.requireNonNull(request, "request");
        Form.id("network", network);
        Form.slug("datanet", datanet);
        requireWord(verdict, items);
    }

    static void requireWord(String verdict, List<Hash> items) {
        Form.oneOf("verdict", verdict, List.of(ACCEPT, REJECT));
        Form.require(
                !items.isEmpty() && items.size() <= ITEMS_MAX, "items", items.size() + " items", "1 to " + ITEMS_MAX);
        Form.require(List.copyOf(new TreeSet<>(items)).equals(items), "items", "disorder", "ascending hashes");
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ReviewEntry of(JsonObject json) {
        json.require(TYPE, "network", "datanet", "verdict", "items", "request");
        return new ReviewEntry(
                json.text("network"),
                json.text("datanet"),
                json.text("verdict"),
                json.hashes("items"),
                json.hash("request"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("datanet", datanet)
                .put("verdict", verdict)
                .put("items", items)
                .put("request", request)
                .build();
    }
}
