// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/promise/v1}: a gateway's word that a batch which it has taken will be anchored on the ledger, or refused with a rule. Travels
 * signed by the gateway.
 *
 * @param signer the gateway
 * @param sequence the gateway's running number, each used once
 * @param contributor who signed the batch
 * @param datanet slug
 * @param batch the contributor's sequence of the batch
 * @param root root of the batch's items
 * @param receivedAt epoch milliseconds
 * @param includeBy epoch milliseconds; when the ledger has it at the latest
 */
public record InclusionPromise(
        String network,
        String signer,
        String keyId,
        long sequence,
        String contributor,
        String datanet,
        long batch,
        Hash root,
        long receivedAt,
        long includeBy)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/promise/v1";

    /** Checks the form of every field. */
    public InclusionPromise {
        Objects.requireNonNull(root, "root");
        Form.signed(network, signer, keyId, sequence);
        Form.id("contributor", contributor);
        Form.slug("datanet", datanet);
        Form.notNegative("batch", batch);
        Form.notNegative("receivedAt", receivedAt);
        Form.require(includeBy >= receivedAt, "includeBy", Long.toString(includeBy), "no earlier than receivedAt");
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static InclusionPromise of(JsonObject json) {
        json.require(
                TYPE,
                "network",
                "signer",
                "keyId",
                "sequence",
                "contributor",
                "datanet",
                "batch",
                "root",
                "receivedAt",
                "includeBy");
        return new InclusionPromise(
                json.text("network"),
                json.text("signer"),
                json.text("keyId"),
                json.integer("sequence"),
                json.text("contributor"),
                json.text("datanet"),
                json.integer("batch"),
                json.hash("root"),
                json.integer("receivedAt"),
                json.integer("includeBy"));
    }

    /** Whether it is about the batch of this header. */
    public boolean isAbout(BatchHeader header) {
        return network.equals(header.network())
                && contributor.equals(header.signer())
                && datanet.equals(header.datanet())
                && batch == header.sequence()
                && root.equals(header.root());
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("signer", signer)
                .put("keyId", keyId)
                .put("sequence", sequence)
                .put("contributor", contributor)
                .put("datanet", datanet)
                .put("batch", batch)
                .put("root", root)
                .put("receivedAt", receivedAt)
                .put("includeBy", includeBy)
                .build();
    }
}
