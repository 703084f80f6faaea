// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.merkle;

import java.util.List;

/**
 * Verifies inclusion and consistency paths (RFC 9162 sections 2.1.3.2 and 2.1.4.2). The exact path length is checked before anything is
 * hashed, and nothing here throws on hostile input.
 */
public final class MerkleProof {
    private MerkleProof() {}

    /**
     * Checks that a leaf hash stands at {@code index} of the tree with {@code size} leaves and {@code root}. The size must come from an
     * attested record, never from the proof.
     */
    public static Verdict verifyInclusion(Hash leafHash, long index, long size, List<Hash> path, Hash root) {
        if (index < 0 || index >= size) {
            return Verdict.rejected("leaf index " + index + ", want 0 <= index < " + size);
        }
        int inner = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
        int border = Long.bitCount(index >>> inner);
        if (path.size() != inner + border) {
            return Verdict.rejected("path of " + path.size() + " hashes, want " + (inner + border));
        }
        Hash hash = leafHash;
        for (int i = 0; i < inner; i++) {
            hash = ((index >>> i) & 1) == 0 ? Hash.node(hash, path.get(i)) : Hash.node(path.get(i), hash);
        }
        for (int i = inner; i < path.size(); i++) {
            hash = Hash.node(path.get(i), hash);
        }
        return hash.equals(root)
                ? Verdict.accepted()
                : Verdict.rejected("path leads to root " + hash + ", want " + root);
    }

    /** Checks that the tree of {@code newSize} leaves only appended to the tree of {@code oldSize} leaves. */
    public static Verdict verifyConsistency(long oldSize, Hash oldRoot, long newSize, Hash newRoot, List<Hash> path) {
        if (oldSize < 0 || oldSize > newSize) {
            return Verdict.rejected("old size " + oldSize + ", want 0 <= old size <= " + newSize);
        }
        if (oldSize == 0 || oldSize == newSize) {
            return verifyTrivial(oldSize, oldRoot, newSize, newRoot, path);
        }
        int shift = Long.numberOfTrailingZeros(oldSize);
        int inner = Long.SIZE - Long.numberOfLeadingZeros((oldSize - 1) ^ (newSize - 1)) - shift;
        int border = Long.bitCount((oldSize - 1) >>> (inner + shift));
        boolean seedIsRoot = Long.bitCount(oldSize) == 1;
        int start = seedIsRoot ? 0 : 1;
        if (path.size() != start + inner + border) {
            return Verdict.rejected("path of " + path.size() + " hashes, want " + (start + inner + border));
        }
        Hash oldHash = seedIsRoot ? oldRoot : path.get(0);
        Hash newHash = oldHash;
        long mask = (oldSize - 1) >>> shift;
        for (int i = 0; i < inner; i++) {
            Hash sibling = path.get(start + i);
            if (((mask >>> i) & 1) == 1) {
                oldHash = Hash.node(sibling, oldHash);
                newHash = Hash.node(sibling, newHash);
            } else {
                newHash = Hash.node(newHash, sibling);
            }
        }
        for (int i = start + inner; i < path.size(); i++) {
            oldHash = Hash.node(path.get(i), oldHash);
            newHash = Hash.node(path.get(i), newHash);
        }
        if (!oldHash.equals(oldRoot)) {
            return Verdict.rejected("path leads to old root " + oldHash + ", want " + oldRoot);
        }
        return newHash.equals(newRoot)
                ? Verdict.accepted()
                : Verdict.rejected("path leads to new root " + newHash + ", want " + newRoot);
    }

    private static Verdict verifyTrivial(long oldSize, Hash oldRoot, long newSize, Hash newRoot, List<Hash> path) {
        if (!path.isEmpty()) {
            return Verdict.rejected("path of " + path.size() + " hashes, want 0");
        }
        if (oldSize == 0 && !oldRoot.equals(Hash.empty())) {
            return Verdict.rejected("empty tree with root " + oldRoot + ", want " + Hash.empty());
        }
        if (oldSize == newSize && !oldRoot.equals(newRoot)) {
            return Verdict.rejected("equal sizes with roots " + oldRoot + " and " + newRoot);
        }
        return Verdict.accepted();
    }
}
