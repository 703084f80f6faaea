// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;

/**
 * {@code tributary/review-request/v1}: the word of the organisation that owns a Datanet on labels and edits. Travels signed.
 *
 * @param sequence the signer's running number
 * @param verdict {@link ReviewEntry#ACCEPT} or {@link ReviewEntry#REJECT}
 * @param items leaf hashes of the items, ascending
 */
public record ReviewRequest(
        String network, String signer, String keyId, long sequence, String datanet, String verdict, List<Hash> items)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/review-request/v1";

    /** Checks the form of every field. */
    public ReviewRequest {
        items = List.copyOf(items);
        Form.signed(network, signer, keyId, sequence);
        Form.slug("datanet", datanet);
        ReviewEntry.requireWord(verdict, items);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ReviewRequest of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "datanet", "verdict", "items");
        return new ReviewRequest(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.text("datanet"),
                json.text("verdict"),
                json.hashes("items"));
    }

    /** What the ledger holds of it. */
    public ReviewEntry entry() {
        return new ReviewEntry(network, datanet, verdict, items, leafHash());
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("datanet", datanet)
                .put("verdict", verdict)
                .put("items", items)
                .build();
    }
}
