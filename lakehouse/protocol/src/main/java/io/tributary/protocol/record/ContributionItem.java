// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * One contribution inside a signed batch: {@code tributary/item/v1}, or {@code tributary/item/v2} where its provenance says something.
 *
 * @param recordId random, 1 to 128 id characters
 * @param kind one of {@link #KINDS}
 * @param parent id of what it labels, edits, improves or judges: a record, a prompt or, for feedback, a receipt; empty for none
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
 * @param provenance where it comes from beyond its author
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
        long originAt,
        Provenance provenance)
        implements CanonicalRecord {
    /** The type of the canonical form of an item without provenance. */
    public static final String TYPE = "tributary/item/v1";

    /** The type of the canonical form of an item with provenance. */
    public static final String TYPE_V2 = "tributary/item/v2";

    /** Checks the form of every field. */
    public ContributionItem {
        Objects.requireNonNull(provenance, "provenance");
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

    /** An item that says nothing of its provenance. */
    public ContributionItem(
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
            long originAt) {
        this(
                recordId,
                kind,
                parent,
                batch,
                index,
                datanet,
                contributor,
                payload,
                keyRef,
                licence,
                consent,
                expires,
                salt,
                originAt,
                Provenance.NONE);
    }

    /** Reads the canonical form of either version; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ContributionItem of(JsonObject json) {
        boolean second = json.has("type") && json.type().equals(TYPE_V2);
        if (second) {
            json.require(TYPE_V2, KEYS_V2);
        } else {
            json.require(TYPE, KEYS);
        }
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
                json.integer("originAt"),
                second ? provenance(json) : Provenance.NONE);
    }

    private static Provenance provenance(JsonObject json) {
        Provenance provenance =
                new Provenance(json.text("origin"), json.flag("generatedByAi"), json.texts("derivedFrom"));
        // Two encodings of one item would be two leaves.
        Form.require(!provenance.isNone(), "provenance", "none", "item/v1 for an item without provenance");
        return provenance;
    }

    @Override
    public JsonObject toJson() {
        JsonObject.Builder json = JsonObject.typed(provenance.isNone() ? TYPE : TYPE_V2)
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
                .put("originAt", originAt);
        if (!provenance.isNone()) {
            json.put("origin", provenance.origin())
                    .put("generatedByAi", provenance.generatedByAi())
                    .put("derivedFrom", provenance.derivedFrom());
        }
        return json.build();
    }

    /** The kinds whose texts become records of a Datanet version; labels, prompts and feedback stay in bronze beside what they refer to. */
    public static final Set<String> TEXT_KINDS = Set.of("record", "document", "edit");

    /** The kinds of contribution. */
    public static final Set<String> KINDS = Set.of("record", "label", "edit", "prompt", "feedback", "document");

    private static final String[] KEYS = {
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
        "originAt"
    };

    private static final String[] KEYS_V2 = {
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
        "originAt",
        "origin",
        "generatedByAi",
        "derivedFrom"
    };
}
