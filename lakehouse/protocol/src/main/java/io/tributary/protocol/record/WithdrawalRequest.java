// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;

/**
 * {@code tributary/withdrawal-request/v1}: the word of a contributor, or of the organisation that owns the Datanet, that records are to be
 * in no later version. Travels signed. Said twice it means what it means once.
 *
 * @param sequence the signer's running number
 * @param recordIds what is withdrawn, ascending
 */
public record WithdrawalRequest(
        String network, String signer, String keyId, long sequence, String datanet, List<String> recordIds)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/withdrawal-request/v1";

    /** Checks the form of every field. */
    public WithdrawalRequest {
        recordIds = List.copyOf(recordIds);
        Form.signed(network, signer, keyId, sequence);
        Form.slug("datanet", datanet);
        WithdrawalEntry.requireIds(recordIds);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static WithdrawalRequest of(JsonObject json) {
        json.require(TYPE, "network", "signer", "keyId", "sequence", "datanet", "recordIds");
        return new WithdrawalRequest(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.text("datanet"),
                json.texts("recordIds"));
    }

    /** What the ledger holds of it. */
    public WithdrawalEntry entry() {
        return new WithdrawalEntry(network, datanet, recordIds, leafHash());
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("datanet", datanet)
                .put("recordIds", recordIds)
                .build();
    }
}
