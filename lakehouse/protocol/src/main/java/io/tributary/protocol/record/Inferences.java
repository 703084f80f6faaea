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
 * {@code tributary/inferences/v1}: one Kafka value, a signed receipts header with all of its inferences.
 *
 * @param signed the signed {@link ReceiptsHeader}
 * @param items inferences by host sequence, strictly increasing; their receipts are the tree's leaves
 */
public record Inferences(SignedEnvelope signed, List<Inference> items) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/inferences/v1";

    /** Copies the items. */
    public Inferences {
        Objects.requireNonNull(signed, "signed");
        items = List.copyOf(items);
    }

    /** Reads the canonical form; shapes only, as {@link Contributions#of}. */
    public static Inferences of(JsonObject json, int itemsMax) {
        json.require(TYPE, "signed", "items");
        List<JsonObject> objects = json.objects("items");
        if (objects.size() > itemsMax) {
            throw new MalformedException(
                    Rule.BATCH_TOO_MANY_ITEMS, objects.size() + " items, want at most " + itemsMax);
        }
        SignedEnvelope signed = SignedEnvelope.of(json.object("signed"));
        return new Inferences(signed, objects.stream().map(Inference::of).toList());
    }

    /** The signed header. */
    public ReceiptsHeader header() {
        return ReceiptsHeader.of(signed.body());
    }

    /** Requires that receipts and header agree: host, order, count, root, and that answers match their commitments. */
    public void requireConsistent() {
        ReceiptsHeader header = header();
        List<Hash> leafHashes = new ArrayList<>(items.size());
        long previous = -1;
        for (Inference item : items) {
            Receipt receipt = item.receipt();
            if (!receipt.host().equals(header.signer()) || receipt.hostSeq() <= previous) {
                throw new MalformedException(
                        Rule.ROOT_MISMATCH,
                        "receipt " + receipt.receiptId() + " names another host than its header or is out of order");
            }
            previous = receipt.hostSeq();
            Hash output = new ReceiptOutput(receipt.answerSalt(), receipt.answer()).leafHash();
            if (!output.equals(receipt.outputCommit())) {
                throw new MalformedException(
                        Rule.RECEIPT_COMMIT_MISMATCH,
                        "answer of receipt " + receipt.receiptId() + " hashes to " + output + ", want "
                                + receipt.outputCommit());
            }
            leafHashes.add(receipt.leafHash());
        }
        Hash root = MerkleTree.ofLeafHashes(leafHashes).root();
        if (items.size() != header.itemCount() || !root.equals(header.root())) {
            throw new MalformedException(
                    Rule.ROOT_MISMATCH,
                    items.size() + " receipts hash to " + root + ", signed are " + header.itemCount() + " with "
                            + header.root());
        }
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("signed", signed.toJson())
                .put("items", items.stream().map(Inference::toJson).toList())
                .build();
    }
}
