// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;
import java.util.Objects;

/**
 * {@code tributary/record/v1}: one record of a Datanet version.
 *
 * @param datanet slug
 * @param batchRoot root of the batch that brought it
 * @param index place in that batch
 * @param content leaf hash of its {@link Content}
 */
public record DatanetRecord(
        String recordId,
        String datanet,
        String contributor,
        String kind,
        String parent,
        Hash batchRoot,
        int index,
        String licence,
        List<String> consent,
        String expires,
        Hash content)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/record/v1";

    /** Checks the form of every field. */
    public DatanetRecord {
        consent = List.copyOf(consent);
        Objects.requireNonNull(batchRoot, "batchRoot");
        Objects.requireNonNull(content, "content");
        Form.id("recordId", recordId);
        Form.slug("datanet", datanet);
        Form.id("contributor", contributor);
        Form.oneOf("kind", kind, ContributionItem.KINDS);
        Form.idOrEmpty("parent", parent);
        Form.notNegative("index", index);
        Form.id("licence", licence);
        Form.ids("consent", consent);
        Form.idOrEmpty("expires", expires);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static DatanetRecord of(JsonObject json) {
        json.require(
                TYPE,
                "recordId",
                "datanet",
                "contributor",
                "kind",
                "parent",
                "batchRoot",
                "index",
                "licence",
                "consent",
                "expires",
                "content");
        return new DatanetRecord(
                json.text("recordId"),
                json.text("datanet"),
                json.text("contributor"),
                json.text("kind"),
                json.text("parent"),
                json.hash("batchRoot"),
                json.smallInteger("index"),
                json.text("licence"),
                json.texts("consent"),
                json.text("expires"),
                json.hash("content"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("recordId", recordId)
                .put("datanet", datanet)
                .put("contributor", contributor)
                .put("kind", kind)
                .put("parent", parent)
                .put("batchRoot", batchRoot)
                .put("index", index)
                .put("licence", licence)
                .put("consent", consent)
                .put("expires", expires)
                .put("content", content)
                .build();
    }
}
