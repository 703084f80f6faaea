// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A leaf of one of an epoch's trees with its place.
 *
 * @param tree the tree
 * @param index its position
 * @param path its inclusion path, lowest sibling first
 * @param leafHex the leaf's bytes, whatever they are, as lower-case hex
 */
public record EvidenceLeaf(EpochTree tree, long index, List<Hash> path, String leafHex) {
    /** Checks the form; whether the leaf is in the tree is {@link io.tributary.protocol.verify.EvidenceCheck}'s matter. */
    public EvidenceLeaf {
        Objects.requireNonNull(tree, "tree");
        path = List.copyOf(path);
        Form.notNegative("index", index);
        Form.anyHex("leaf", leafHex);
    }

    /** The leaf at an index of a tree that holds it. */
    public static EvidenceLeaf of(EpochTree tree, MerkleTree merkle, int index, byte[] leaf) {
        return new EvidenceLeaf(
                tree, index, merkle.inclusionPath(index), HexFormat.of().formatHex(leaf));
    }

    static EvidenceLeaf of(JsonObject json) {
        json.requireNested("leaf", "tree", "index", "path", "leaf");
        return new EvidenceLeaf(
                EpochTree.of(json.text("tree")), json.integer("index"), json.hashes("path"), json.text("leaf"));
    }

    /** The leaf's bytes. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(leafHex);
    }

    /** RFC 6962 leaf hash of the bytes. */
    public Hash leafHash() {
        return Hash.leaf(bytes());
    }

    JsonObject toJson() {
        return JsonObject.nested()
                .put("tree", tree.id())
                .put("index", index)
                .put("path", path)
                .put("leaf", leafHex)
                .build();
    }
}
