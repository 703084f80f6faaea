// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A whole tree in memory, level by level. Since RFC 6962 splits at the largest power of two below n, pairing neighbours on every level
 * and lifting an odd last node unchanged gives the same root as the recursive definition.
 */
public final class MerkleTree {
    private static final int MANY = 1 << 15;

    private final List<List<Hash>> levels;

    private MerkleTree(List<List<Hash>> levels) {
        this.levels = levels;
    }

    /** Builds the tree over leaf data, hashing each with {@link Hash#leaf}. */
    public static MerkleTree ofLeaves(List<byte[]> leaves) {
        List<Hash> hashes = new ArrayList<>(leaves.size());
        for (byte[] leaf : leaves) {
            hashes.add(Hash.leaf(leaf));
        }
        return ofLeafHashes(hashes);
    }

    /** Builds the tree over leaf hashes. */
    public static MerkleTree ofLeafHashes(List<Hash> leafHashes) {
        List<List<Hash>> levels = new ArrayList<>();
        List<Hash> level = List.copyOf(leafHashes);
        levels.add(level);
        while (level.size() > 1) {
            level = parents(level);
            levels.add(level);
        }
        return new MerkleTree(levels);
    }

    private static List<Hash> parents(List<Hash> level) {
        IntStream pairs = IntStream.range(0, level.size() / 2);
        List<Hash> parents = new ArrayList<>((level.size() + 1) / 2);
        // A tree of a million leaves is seconds of hashing, in which each node waits for its own two children only.
        parents.addAll((level.size() < MANY ? pairs : pairs.parallel())
                .mapToObj(i -> Hash.node(level.get(2 * i), level.get(2 * i + 1)))
                .toList());
        if (level.size() % 2 == 1) {
            parents.add(level.get(level.size() - 1));
        }
        return parents;
    }

    /** Number of leaves. */
    public int size() {
        return levels.get(0).size();
    }

    /** The root; H("") of an empty tree. */
    public Hash root() {
        return size() == 0 ? Hash.empty() : levels.get(levels.size() - 1).get(0);
    }

    /** The leaf hash at an index. Requires 0 <= index < size. */
    public Hash leafHash(int index) {
        return levels.get(0).get(index);
    }

    /** The inclusion path of a leaf, lowest sibling first (RFC 9162 section 2.1.3.1). Requires 0 <= index < size. */
    public List<Hash> inclusionPath(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalArgumentException("index " + index + ", want 0 <= index < " + size());
        }
        List<Hash> path = new ArrayList<>();
        int at = index;
        for (int level = 0; level < levels.size() - 1; level++) {
            int sibling = at ^ 1;
            if (sibling < levels.get(level).size()) {
                path.add(levels.get(level).get(sibling));
            }
            at >>= 1;
        }
        return List.copyOf(path);
    }

    /** The consistency path from an older size to this tree (RFC 9162 section 2.1.4.1). Requires 0 < oldSize <= size. */
    public List<Hash> consistencyPath(int oldSize) {
        if (oldSize <= 0 || oldSize > size()) {
            throw new IllegalArgumentException("old size " + oldSize + ", want 0 < old size <= " + size());
        }
        List<Hash> path = new ArrayList<>();
        subProof(oldSize, 0, size(), true, path);
        return List.copyOf(path);
    }

    private void subProof(int oldSize, int from, int to, boolean complete, List<Hash> path) {
        int n = to - from;
        if (oldSize == n) {
            if (!complete) {
                path.add(subRoot(from, to));
            }
            return;
        }
        int split = Integer.highestOneBit(n - 1);
        if (oldSize <= split) {
            subProof(oldSize, from, from + split, complete, path);
            path.add(subRoot(from + split, to));
        } else {
            subProof(oldSize - split, from + split, to, false, path);
            path.add(subRoot(from, from + split));
        }
    }

    /** Root of the leaves [from, to), where the range is a subtree of the RFC's recursion. */
    private Hash subRoot(int from, int to) {
        int n = to - from;
        if (n == 1) {
            return levels.get(0).get(from);
        }
        if (Integer.bitCount(n) == 1 && from % n == 0) {
            int level = Integer.numberOfTrailingZeros(n);
            return levels.get(level).get(from >> level);
        }
        int split = Integer.highestOneBit(n - 1);
        return Hash.node(subRoot(from, from + split), subRoot(from + split, to));
    }
}
