// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.merkle;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Proof that no leaf of a tree with strictly increasing keys has a given key: the two neighbours around the gap, or the first or last
 * leaf when the gap lies outside. An empty tree needs no neighbour.
 *
 * @param <K> the sort key of the tree's leaves
 */
public final class AbsenceProof<K extends Comparable<K>> {
    /**
     * One leaf beside the gap.
     *
     * @param key its sort key, read from the leaf data that hashes to {@code leafHash}
     */
    public record Neighbour<K>(K key, Hash leafHash, long index, List<Hash> path) {
        /** Copies the path. */
        public Neighbour {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(leafHash, "leafHash");
            path = List.copyOf(path);
        }
    }

    private final K key;
    private final long size;
    private final Hash root;

    /** States the claim: {@code key} is absent from the tree with this size and root. */
    public AbsenceProof(K key, long size, Hash root) {
        this.key = key;
        this.size = size;
        this.root = root;
    }

    /** Checks the claim with the only leaf or the last leaf before the gap and the first leaf after it. */
    public Verdict verify(List<Neighbour<K>> neighbours) {
        Optional<Neighbour<K>> left =
                neighbours.stream().filter(n -> n.key().compareTo(key) < 0).findFirst();
        Optional<Neighbour<K>> right =
                neighbours.stream().filter(n -> n.key().compareTo(key) > 0).findFirst();
        long found = left.stream().count() + right.stream().count();
        if (found != neighbours.size()) {
            return Verdict.rejected("a neighbour has the key itself or two stand on one side");
        }
        if (size == 0) {
            return found == 0 && root.equals(Hash.empty())
                    ? Verdict.accepted()
                    : Verdict.rejected("an empty tree has no neighbours and root " + Hash.empty());
        }
        long leftIndex = left.map(Neighbour::index).orElse(-1L);
        long rightIndex = right.map(Neighbour::index).orElse(size);
        if (rightIndex - leftIndex != 1) {
            return Verdict.rejected("neighbours at " + leftIndex + " and " + rightIndex + " leave a gap");
        }
        for (Neighbour<K> neighbour : neighbours) {
            Verdict verdict =
                    MerkleProof.verifyInclusion(neighbour.leafHash(), neighbour.index(), size, neighbour.path(), root);
            if (!verdict.valid()) {
                return verdict;
            }
        }
        return Verdict.accepted();
    }
}
