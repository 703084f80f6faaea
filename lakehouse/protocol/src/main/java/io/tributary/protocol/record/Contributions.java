// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * {@code tributary/contributions/v1}: one Kafka value, a signed batch header with all of its items.
 *
 * @param datanet where the sender says it belongs; must be what is signed
 * @param signed the signed {@link BatchHeader}
 * @param items the items in index order
 */
public record Contributions(String datanet, SignedEnvelope signed, List<ContributionItem> items)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/contributions/v1";

    /** Copies the items. */
    public Contributions {
        Objects.requireNonNull(signed, "signed");
        items = List.copyOf(items);
        Form.slug("datanet", datanet);
    }

    /**
     * Reads the canonical form. Checks shapes only; {@link #header()} and {@link #requireConsistent} bind header and items, and the
     * signature is the reader's to verify.
     *
     * @throws MalformedException with the rule that is broken
     */
    public static Contributions of(JsonObject json, int itemsMax) {
        json.require(TYPE, "datanet", "signed", "items");
        List<JsonObject> objects = json.objects("items");
        if (objects.size() > itemsMax) {
            throw new MalformedException(
                    Rule.BATCH_TOO_MANY_ITEMS, objects.size() + " items, want at most " + itemsMax);
        }
        SignedEnvelope signed = SignedEnvelope.of(json.object("signed"));
        List<ContributionItem> items = new ArrayList<>(objects.size());
        for (JsonObject object : objects) {
            items.add(ContributionItem.of(object));
        }
        return new Contributions(json.text("datanet"), signed, items);
    }

    /** The signed header. */
    public BatchHeader header() {
        return BatchHeader.of(signed.body());
    }

    /** Requires that items, header and routing agree: Datanet, contributor, sequence, count, index order and root. */
    public void requireConsistent() {
        BatchHeader header = header();
        if (!header.datanet().equals(datanet)) {
            throw new MalformedException(
                    Rule.DATANET_MISMATCH, "signed for Datanet " + header.datanet() + " but sent to " + datanet);
        }
        List<Hash> leafHashes = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            ContributionItem item = items.get(i);
            if (!item.datanet().equals(datanet)) {
                throw new MalformedException(
                        Rule.DATANET_MISMATCH, "item " + i + " names Datanet " + item.datanet() + ", want " + datanet);
            }
            boolean inPlace = item.index() == i
                    && item.batch() == header.sequence()
                    && item.contributor().equals(header.signer());
            if (!inPlace) {
                throw new MalformedException(
                        Rule.ROOT_MISMATCH, "item " + i + " names another index, batch or contributor than its header");
            }
            leafHashes.add(item.leafHash());
        }
        Hash root = MerkleTree.ofLeafHashes(leafHashes).root();
        if (items.size() != header.itemCount() || !root.equals(header.root())) {
            throw new MalformedException(
                    Rule.ROOT_MISMATCH,
                    items.size() + " items hash to " + root + ", signed are " + header.itemCount() + " with "
                            + header.root());
        }
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("datanet", datanet)
                .put("signed", signed.toJson())
                .put("items", items.stream().map(ContributionItem::toJson).toList())
                .build();
    }
}
