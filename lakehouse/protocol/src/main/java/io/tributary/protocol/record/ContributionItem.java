// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Set;

/**
 * {@code tributary/item/v1}: one contribution inside a signed batch.
 *
 * @param recordId random, 1 to 128 id characters
 * @param kind one of {@link #KINDS}
 * @param parent record id of what it labels or edits; empty for none
 * @param batch sequence of the batch that holds it
 * @param index place in the batch
 * @param datanet slug
 * @param payload sealed {@link Content}, hex
 * @param keyRef names the sealing key
 * @param licence SPDX id
 * @param consent purposes, ascending
 * @param expires date of expiry; empty for none
 * @param salt 16 to 64 bytes of hex
 * @param originAt event time in epoch milliseconds
 */
public record ContributionItem(
        String recordId,
        String kind,
        String parent,
        long batch,
        int index,
        String datanet,
        String contributor,
        String payload,
        String keyRef,
        String licence,
        List<String> consent,
        String expires,
        String salt,
        long originAt)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/item/v1";

    /** Checks the form of every field. */
    public ContributionItem {
        consent = List.copyOf(consent);
        Form.id("recordId", recordId);
        Form.oneOf("kind", kind, KINDS);
        Form.idOrEmpty("parent", parent);
        Form.notNegative("batch", batch);
        Form.notNegative("index", index);
        Form.slug("datanet", datanet);
        Form.id("contributor", contributor);
        Form.anyHex("payload", payload);
        Form.id("keyRef", keyRef);
        Form.id("licence", licence);
        Form.ids("consent", consent);
        Form.idOrEmpty("expires", expires);
        Form.salt("salt", salt);
        Form.notNegative("originAt", originAt);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ContributionItem of(JsonObject json) {
        json.require(
                TYPE,
                "recordId",
                "kind",
                "parent",
                "batch",
                "index",
                "datanet",
                "contributor",
                "payload",
                "keyRef",
                "licence",
                "consent",
                "expires",
                "salt",
                "originAt");
        return new ContributionItem(
                json.text("recordId"),
                json.text("kind"),
                json.text("parent"),
                json.integer("batch"),
                json.smallInteger("index"),
                json.text("datanet"),
                json.text("contributor"),
                json.text("payload"),
                json.text("keyRef"),
                json.text("licence"),
                json.texts("consent"),
                json.text("expires"),
                json.text("salt"),
                json.integer("originAt"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("recordId", recordId)
                .put("kind", kind)
                .put("parent", parent)
                .put("batch", batch)
                .put("index", index)
                .put("datanet", datanet)
                .put("contributor", contributor)
                .put("payload", payload)
                .put("keyRef", keyRef)
                .put("licence", licence)
                .put("consent", consent)
                .put("expires", expires)
                .put("salt", salt)
                .put("originAt", originAt)
                .build();
    }

    /** The kinds of contribution. */
    public static final Set<String> KINDS = Set.of("record", "label", "edit", "prompt", "feedback", "document");
}
