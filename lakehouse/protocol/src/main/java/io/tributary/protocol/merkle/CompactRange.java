// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.merkle;

import java.util.ArrayList;
import java.util.List;

/**
 * The roots of the perfect subtrees of an append-only tree, largest first: all that is needed to append a leaf and to know size and
 * root. Holds one hash for each set bit of the size.
 */
public final class CompactRange {
    private final long size;
    private final List<Hash> nodes;

    private CompactRange(long size, List<Hash> nodes) {
        this.size = size;
        this.nodes = nodes;
    }

    /** The range of the empty tree. */
    public static CompactRange empty() {
        return new CompactRange(0, List.of());
    }

    /** Restores a stored range. Requires one node for each set bit of the size. */
    public static CompactRange of(long size, List<Hash> nodes) {
        if (size < 0 || Long.bitCount(size) != nodes.size()) {
            throw new IllegalArgumentException(
                    "size " + size + " with " + nodes.size() + " nodes, want " + Long.bitCount(size));
        }
        return new CompactRange(size, List.copyOf(nodes));
    }

    /** The range after one more leaf. */
    public CompactRange append(Hash leafHash) {
        List<Hash> next = new ArrayList<>(nodes);
        Hash hash = leafHash;
        for (long bits = size; (bits & 1) == 1; bits >>>= 1) {
            hash = Hash.node(next.remove(next.size() - 1), hash);
        }
        next.add(hash);
        return new CompactRange(Math.addExact(size, 1), List.copyOf(next));
    }

    /** Number of leaves appended. */
    public long size() {
        return size;
    }

    /** The perfect subtree roots, largest subtree first. */
    public List<Hash> nodes() {
        return nodes;
    }

    /** Root of the tree; H("") of an empty one. */
    public Hash root() {
        if (size == 0) {
            return Hash.empty();
        }
        Hash root = nodes.get(nodes.size() - 1);
        for (int i = nodes.size() - 2; i >= 0; i--) {
            root = Hash.node(nodes.get(i), root);
        }
        return root;
    }
}
