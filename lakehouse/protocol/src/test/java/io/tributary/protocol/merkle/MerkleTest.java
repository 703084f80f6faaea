// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MerkleTest {
    private static final int SIZE_MAX = 64;

    private static List<byte[]> leaves(int size) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            leaves.add(("leaf " + i).getBytes(UTF_8));
        }
        return leaves;
    }

    @Test
    void publishedRootsAndPathsAreReproduced() throws IOException {
        List<byte[]> leaves = new ArrayList<>();
        int checked = 0;
        for (String line : Files.readAllLines(Path.of("spec/vectors/merkle.txt"))) {
            String[] parts = line.split(" ");
            switch (parts[0]) {
                case "leaf" ->
                    leaves.add(
                            parts[1].equals("-") ? new byte[0] : HexFormat.of().parseHex(parts[1]));
                case "root" ->
                    assertThat(tree(leaves, parts[1]).root().hex()).as(line).isEqualTo(parts[2]);
                case "inclusion" ->
                    assertThat(tree(leaves, parts[2]).inclusionPath(Integer.parseInt(parts[1])))
                            .as(line)
                            .isEqualTo(path(parts[3]));
                case "consistency" ->
                    assertThat(tree(leaves, parts[2]).consistencyPath(Integer.parseInt(parts[1])))
                            .as(line)
                            .isEqualTo(path(parts[3]));
                default -> assertThat(line).startsWith("#");
            }
            checked++;
        }
        assertThat(checked).isEqualTo(91);
    }

    private static MerkleTree tree(List<byte[]> leaves, String size) {
        return MerkleTree.ofLeaves(leaves.subList(0, Integer.parseInt(size)));
    }

    private static List<Hash> path(String text) {
        return text.equals("-")
                ? List.of()
                : Arrays.stream(text.split(",")).map(Hash::ofHex).toList();
    }

    @Test
    void everySizeUpTo64AgreesWithTheRecursiveDefinition() {
        CompactRange range = CompactRange.empty();
        for (int size = 0; size <= SIZE_MAX; size++) {
            List<byte[]> leaves = leaves(size);
            MerkleTree tree = MerkleTree.ofLeaves(leaves);
            assertThat(tree.root()).as("size %d", size).isEqualTo(RecursiveTree.root(leaves));
            assertThat(range.size()).isEqualTo(size);
            assertThat(range.root()).as("compact range of %d", size).isEqualTo(tree.root());
            assertThat(CompactRange.of(range.size(), range.nodes()).root()).isEqualTo(tree.root());
            for (int index = 0; index < size; index++) {
                List<Hash> path = tree.inclusionPath(index);
                assertThat(path).as("%d of %d", index, size).isEqualTo(RecursiveTree.path(index, leaves));
                assertThat(MerkleProof.verifyInclusion(tree.leafHash(index), index, size, path, tree.root()))
                        .isEqualTo(Verdict.accepted());
            }
            for (int old = 1; old <= size; old++) {
                List<Hash> path = tree.consistencyPath(old);
                assertThat(path).as("%d to %d", old, size).isEqualTo(RecursiveTree.consistency(old, leaves));
                Hash oldRoot = RecursiveTree.root(leaves.subList(0, old));
                assertThat(MerkleProof.verifyConsistency(old, oldRoot, size, tree.root(), path))
                        .as("%d to %d", old, size)
                        .isEqualTo(Verdict.accepted());
            }
            range = range.append(Hash.leaf(("leaf " + size).getBytes(UTF_8)));
        }
    }

    @Test
    void aTreeThatSeveralThreadsHashAgreesWithTheRecursiveDefinition() {
        for (int size : new int[] {32_768, 40_003}) {
            List<byte[]> leaves = leaves(size);

            assertThat(MerkleTree.ofLeaves(leaves).root()).as("size %d", size).isEqualTo(RecursiveTree.root(leaves));
        }
    }

    @Test
    void anInclusionPathFailsWhenAnythingAboutItIsChanged() {
        long seed = 7;
        Random random = new Random(seed);
        for (int size = 1; size <= SIZE_MAX; size++) {
            MerkleTree tree = MerkleTree.ofLeaves(leaves(size));
            int index = random.nextInt(size);
            Hash leaf = tree.leafHash(index);
            List<Hash> path = tree.inclusionPath(index);
            String as = "seed " + seed + ": " + index + " of " + size;
            assertThat(verdict(leaf, index + 1, size, path, tree)).as(as).isFalse();
            assertThat(verdict(leaf, index - 1, size, path, tree)).as(as).isFalse();
            assertThat(verdict(Hash.sha256(leaf.bytes()), index, size, path, tree))
                    .as(as)
                    .isFalse();
            List<Hash> longer = new ArrayList<>(path);
            longer.add(leaf);
            assertThat(verdict(leaf, index, size, longer, tree)).as(as).isFalse();
            if (!path.isEmpty()) {
                assertThat(verdict(leaf, index, size, path.subList(1, path.size()), tree))
                        .as(as)
                        .isFalse();
                List<Hash> flipped = new ArrayList<>(path);
                flipped.set(random.nextInt(path.size()), Hash.empty());
                assertThat(verdict(leaf, index, size, flipped, tree)).as(as).isFalse();
            }
            if (path.size() > 1) {
                List<Hash> swapped = new ArrayList<>(path);
                swapped.add(swapped.remove(0));
                assertThat(verdict(leaf, index, size, swapped, tree)).as(as).isFalse();
            }
        }
    }

    private static boolean verdict(Hash leaf, long index, long size, List<Hash> path, MerkleTree tree) {
        return MerkleProof.verifyInclusion(leaf, index, size, path, tree.root()).valid();
    }

    @Test
    void aRewrittenHistoryHasNoConsistencyProof() {
        for (int size = 2; size <= SIZE_MAX; size++) {
            List<byte[]> leaves = leaves(size);
            MerkleTree tree = MerkleTree.ofLeaves(leaves);
            for (int old = 1; old < size; old++) {
                List<byte[]> rewritten = new ArrayList<>(leaves.subList(0, old));
                rewritten.set(old / 2, new byte[] {9});
                Hash otherRoot = RecursiveTree.root(rewritten);
                assertThat(MerkleProof.verifyConsistency(old, otherRoot, size, tree.root(), tree.consistencyPath(old)))
                        .as("%d to %d", old, size)
                        .isInstanceOf(Verdict.Rejected.class);
            }
        }
    }

    @Test
    void absenceIsProvenByTheNeighboursAndOnlyByThem() {
        for (int size = 0; size <= 9; size++) {
            List<byte[]> leaves = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                leaves.add(Integer.toString(2 * i + 1).getBytes(UTF_8));
            }
            MerkleTree tree = MerkleTree.ofLeaves(leaves);
            for (int key = 0; key <= 2 * size; key += 2) {
                List<AbsenceProof.Neighbour<Integer>> neighbours = new ArrayList<>();
                if (key > 0) {
                    neighbours.add(neighbour(tree, key / 2 - 1));
                }
                if (key / 2 < size) {
                    neighbours.add(neighbour(tree, key / 2));
                }
                AbsenceProof<Integer> claim = new AbsenceProof<>(key, size, tree.root());
                assertThat(claim.verify(neighbours)).as("%d in %d", key, size).isEqualTo(Verdict.accepted());
                if (!neighbours.isEmpty()) {
                    assertThat(claim.verify(neighbours.subList(1, neighbours.size()))
                                    .valid())
                            .isEqualTo(false);
                    assertThat(new AbsenceProof<>(key + 1, size, tree.root())
                                    .verify(neighbours)
                                    .valid())
                            .as("present key %d", key + 1)
                            .isEqualTo(key + 1 > 2 * size);
                }
            }
        }
    }

    private static AbsenceProof.Neighbour<Integer> neighbour(MerkleTree tree, int index) {
        return new AbsenceProof.Neighbour<>(2 * index + 1, tree.leafHash(index), index, tree.inclusionPath(index));
    }

    @Test
    void aCompactRangeRefusesAWrongNumberOfNodes() {
        assertThatThrownBy(() -> CompactRange.of(3, List.of(Hash.empty()))).hasMessage("size 3 with 1 nodes, want 2");
    }

    /** The definitions of RFC 9162 section 2.1, transcribed. */
    private static final class RecursiveTree {
        static Hash root(List<byte[]> leaves) {
            if (leaves.isEmpty()) {
                return Hash.sha256(new byte[0]);
            }
            if (leaves.size() == 1) {
                return Hash.sha256(new byte[] {0}, leaves.get(0));
            }
            int split = split(leaves.size());
            byte[] left = root(leaves.subList(0, split)).bytes();
            byte[] right = root(leaves.subList(split, leaves.size())).bytes();
            return Hash.sha256(new byte[] {1}, left, right);
        }

        static List<Hash> path(int index, List<byte[]> leaves) {
            if (leaves.size() == 1) {
                return List.of();
            }
            int split = split(leaves.size());
            List<byte[]> left = leaves.subList(0, split);
            List<byte[]> right = leaves.subList(split, leaves.size());
            return index < split
                    ? append(path(index, left), root(right))
                    : append(path(index - split, right), root(left));
        }

        static List<Hash> consistency(int old, List<byte[]> leaves) {
            return subProof(old, leaves, true);
        }

        private static List<Hash> subProof(int old, List<byte[]> leaves, boolean complete) {
            if (old == leaves.size()) {
                return complete ? List.of() : List.of(root(leaves));
            }
            int split = split(leaves.size());
            List<byte[]> left = leaves.subList(0, split);
            List<byte[]> right = leaves.subList(split, leaves.size());
            return old <= split
                    ? append(subProof(old, left, complete), root(right))
                    : append(subProof(old - split, right, false), root(left));
        }

        private static int split(int size) {
            int split = 1;
            while (2 * split < size) {
                split *= 2;
            }
            return split;
        }

        private static List<Hash> append(List<Hash> path, Hash hash) {
            List<Hash> longer = new ArrayList<>(path);
            longer.add(hash);
            return longer;
        }
    }
}
