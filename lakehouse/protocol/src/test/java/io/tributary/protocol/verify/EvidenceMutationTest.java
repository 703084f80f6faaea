// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceKind;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.Recomputation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No change to evidence against an honest epoch makes it prove anything, throw, or tell. */
class EvidenceMutationTest {
    private static final byte[] SEED = new byte[32];
    private static final int MUTATIONS_PER_SEED = 400;

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void noMutationOfHonestEvidenceProvesAnythingOrThrowsOrTells(long seed) {
        GeneratedEpoch epoch = new GeneratedEpoch(seed);
        EpochRecord record = epoch.record();
        SplittableRandom random = new SplittableRandom(seed);
        Map<EvidenceKind, Integer> seen = new EnumMap<>(EvidenceKind.class);
        for (int i = 0; i < MUTATIONS_PER_SEED; i++) {
            Evidence evidence = mutant(epoch, record, random);
            seen.merge(evidence.kind(), 1, Integer::sum);
            Verdict verdict = EvidenceCheck.verify(evidence, record);
            assertThat(proves(epoch, record, evidence, verdict))
                    .as("seed=%d mutation=%d %s", seed, i, evidence.toJson())
                    .isFalse();
            assertThat(verdict.reason()).as("seed=%d mutation=%d", seed, i).doesNotContain("p-", "q-", "5a".repeat(16));
        }
        assertThat(seen.keySet()).containsExactly(EvidenceKind.values());
    }

    /** Structural evidence proves alone; the rest only if what members hold contradicts the record. */
    private static boolean proves(GeneratedEpoch honest, EpochRecord record, Evidence evidence, Verdict verdict) {
        if (!verdict.valid() || evidence.kind().structural()) {
            return verdict.valid();
        }
        Recomputation found = EvidenceCheckTest.recompute(honest, evidence);
        return EvidenceCheck.verifyAnswer(evidence, found, record).valid() && EvidenceCheck.upheld(evidence, found);
    }

    /** Any kind over any leaves, each of which may have another place, another path or another byte than it has. */
    private static Evidence mutant(GeneratedEpoch epoch, EpochRecord record, SplittableRandom random) {
        EvidenceKind kind = EvidenceKind.values()[random.nextInt(EvidenceKind.values().length)];
        List<EvidenceLeaf> leaves = new ArrayList<>();
        int count = kind == EvidenceKind.WRONG || kind == EvidenceKind.FORM ? 1 : random.nextInt(4);
        EpochTree tree = EpochTree.HELD.get(random.nextInt(3));
        for (int i = 0; i < count; i++) {
            EpochTree from = random.nextInt(4) == 0 ? EpochTree.HELD.get(random.nextInt(3)) : tree;
            leaves.add(mutant(epoch.leaf(from, random.nextInt(epoch.size(from))), random));
        }
        LeafKey key = epoch.key(tree, random.nextInt(epoch.size(tree)));
        return Evidence.salted(
                record,
                kind,
                leaves,
                kind == EvidenceKind.MISSING ? key.named() : List.of(),
                kind == EvidenceKind.SUBJECT ? List.of(GeneratedEpoch.model("m-1")) : List.of(),
                SEED);
    }

    private static EvidenceLeaf mutant(EvidenceLeaf leaf, SplittableRandom random) {
        EpochTree tree = EpochTree.HELD.get(random.nextInt(3));
        byte[] bytes = leaf.bytes();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        String hex = HexFormat.of().formatHex(bytes);
        return switch (random.nextInt(6)) {
            case 0 -> new EvidenceLeaf(leaf.tree(), leaf.index() + 1, leaf.path(), leaf.leafHex());
            case 1 -> new EvidenceLeaf(leaf.tree(), leaf.index(), List.of(leaf.leafHash()), leaf.leafHex());
            case 2 -> new EvidenceLeaf(leaf.tree(), leaf.index(), leaf.path(), hex);
            case 3 -> new EvidenceLeaf(tree, leaf.index(), leaf.path(), leaf.leafHex());
            case 4 -> new EvidenceLeaf(leaf.tree(), Long.MAX_VALUE, leaf.path(), leaf.leafHex());
            default -> leaf;
        };
    }

    @Test
    void flippedBytesOfHonestEvidenceProveNothing() {
        for (long seed = 0; seed < 20; seed++) {
            GeneratedEpoch epoch = new GeneratedEpoch(seed);
            EpochRecord record = epoch.record();
            byte[] honest = Evidence.form(record, epoch.leaf(EpochTree.PAYOUTS, 0), SEED)
                    .bytes();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 1_000; i++) {
                byte[] bytes = honest.clone();
                bytes[random.nextInt(bytes.length)] = (byte) "0123456789abcdef\"{}[]:,".charAt(random.nextInt(23));
                assertThat(provesAlone(bytes, record))
                        .as("seed=%d mutation=%d", seed, i)
                        .isFalse();
            }
        }
    }

    private static boolean provesAlone(byte[] bytes, EpochRecord record) {
        try {
            return EvidenceCheck.verify(Evidence.parse(bytes), record).valid();
        } catch (InvalidInputException e) {
            return false;
        }
    }
}
