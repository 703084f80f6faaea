// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.Verdict;
import java.util.List;
import java.util.Objects;

/**
 * That an entry stands in the log of a size.
 *
 * @param leafHash the entry's leaf hash
 * @param index its position
 * @param size the log's size
 * @param root the log's root at that size
 * @param path inclusion path, lowest sibling first
 */
public record LogProof(Hash leafHash, long index, long size, Hash root, List<Hash> path) {
    /** Copies the path. */
    public LogProof {
        Objects.requireNonNull(leafHash, "leafHash");
        Objects.requireNonNull(root, "root");
        path = List.copyOf(path);
    }

    /** Whether the path leads to the proof's own root; compare that with a {@link Checkpoint} from elsewhere. */
    public Verdict verify() {
        return MerkleProof.verifyInclusion(leafHash, index, size, path, root);
    }

    /** Reads {@link #toJson}. */
    public static LogProof of(JsonObject json) {
        json.requireNested("log proof", "index", "leafHash", "path", "root", "size");
        return new LogProof(
                json.hash("leafHash"),
                json.integer("index"),
                json.integer("size"),
                json.hash("root"),
                json.hashes("path"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.nested()
                .put("index", index)
                .put("leafHash", leafHash)
                .put("path", path)
                .put("root", root)
                .put("size", size)
                .build();
    }
}
