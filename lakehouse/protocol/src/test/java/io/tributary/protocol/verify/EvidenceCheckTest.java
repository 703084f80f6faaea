// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.Share;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EvidenceCheckTest {
    private static final byte[] SEED = new byte[32];

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    private static void assertProven(GeneratedEpoch epoch, Evidence evidence) {
        Verdict verdict = EvidenceCheck.verify(evidence, epoch.record());
        assertThat(verdict.valid()).as("%s: %s", epoch, verdict.reason()).isTrue();
    }

    private static void assertRefused(GeneratedEpoch epoch, Evidence evidence, String reason) {
        assertThat(EvidenceCheck.verify(evidence, epoch.record()).reason())
                .as("%s", epoch)
                .contains(reason);
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void aLeafThatTheEpochCannotHaveIsProven(long seed) {
        Payout good = GeneratedEpoch.payout("p-zz", "data", "speeches/v1", 5);
        String text = new String(good.bytes(), UTF_8);
        List<byte[]> forms = List.of(
                text.replace("\"epoch\":\"7\"", "\"epoch\":\"8\"").getBytes(UTF_8),
                text.replace("test-net", "other-net").getBytes(UTF_8),
                text.replace("\"unit\":\"usd\"", "\"unit\":\"eur\"").getBytes(UTF_8),
                text.replace("\"amount\":\"5\"", "\"amount\":\"0\"").getBytes(UTF_8),
                text.replace("\"amount\":\"5\"", "\"amount\":\"-5\"").getBytes(UTF_8),
                text.replace("\"amount\":\"5\"", "\"amount\":\"9000000000000000000\"")
                        .getBytes(UTF_8),
                text.replace("\"amount\":\"5\"", "\"amount\":\"99000000000000000000\"")
                        .getBytes(UTF_8),
                text.replace("\"amount\":\"5\"", "\"amount\":5").getBytes(UTF_8),
                (text + " ").getBytes(UTF_8),
                new Share("q-1", "p-a", "data", "speeches/v1", 1).bytes(),
                new byte[] {(byte) 0xff, 0},
                new byte[0]);
        for (byte[] form : forms) {
            GeneratedEpoch epoch = new GeneratedEpoch(seed);
            epoch.leaves.get(EpochTree.PAYOUTS).add(form);
            EvidenceLeaf leaf = epoch.leaf(EpochTree.PAYOUTS, epoch.size(EpochTree.PAYOUTS) - 1);
            assertProven(epoch, Evidence.form(epoch.record(), leaf, SEED));
        }
        GeneratedEpoch foreign = new GeneratedEpoch(seed);
        foreign.leaves
                .get(EpochTree.RECEIPTS)
                .add(0, GeneratedEpoch.receipt("a", "eur").bytes());
        assertProven(foreign, Evidence.form(foreign.record(), foreign.leaf(EpochTree.RECEIPTS, 0), SEED));
        GeneratedEpoch taken = new GeneratedEpoch(seed);
        Receipt ofAnotherHost = GeneratedEpoch.receipt("a@host-2", "usd");
        taken.leaves.get(EpochTree.RECEIPTS).add(0, ofAnotherHost.bytes());
        assertProven(taken, Evidence.form(taken.record(), taken.leaf(EpochTree.RECEIPTS, 0), SEED));
        GeneratedEpoch own = new GeneratedEpoch(seed);
        own.leaves
                .get(EpochTree.RECEIPTS)
                .add(0, GeneratedEpoch.receipt("a@host-1", "usd").bytes());
        assertRefused(
                own,
                Evidence.form(own.record(), own.leaf(EpochTree.RECEIPTS, 0), SEED),
                "the leaf is one that this epoch can have");
        GeneratedEpoch garbled = new GeneratedEpoch(seed);
        garbled.leaves.get(EpochTree.SHARES).set(0, good.bytes());
        assertProven(garbled, Evidence.form(garbled.record(), garbled.leaf(EpochTree.SHARES, 0), SEED));
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void disorderAndDoubleKeysAreProvenInEachTree(long seed) {
        for (EpochTree tree : EpochTree.HELD) {
            GeneratedEpoch doubled = new GeneratedEpoch(seed);
            doubled.leaves.get(tree).add(1, doubled.leaves.get(tree).get(0));
            assertProven(doubled, Evidence.order(doubled.record(), doubled.leaf(tree, 0), doubled.leaf(tree, 1), SEED));
            GeneratedEpoch swapped = new GeneratedEpoch(seed);
            int last = swapped.size(tree) - 1;
            if (last > 0) {
                Collections.swap(swapped.leaves.get(tree), 0, last);
                Evidence evidence =
                        Evidence.order(swapped.record(), swapped.leaf(tree, 0), swapped.leaf(tree, last), SEED);
                assertProven(swapped, evidence);
            }
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void aSubjectOfNoModelIsProven(long seed) {
        GeneratedEpoch epoch = new GeneratedEpoch(seed);
        epoch.leaves
                .get(EpochTree.PAYOUTS)
                .add(GeneratedEpoch.payout("p-zz", "data", "speeches/v2", 5).bytes());
        epoch.leaves.get(EpochTree.SHARES).add(new Share("q-99", "p-zz", "model", "m-2", 5).bytes());
        for (EpochTree tree : List.of(EpochTree.PAYOUTS, EpochTree.SHARES)) {
            EvidenceLeaf leaf = epoch.leaf(tree, epoch.size(tree) - 1);
            assertProven(epoch, Evidence.subject(epoch.record(), leaf, List.of(GeneratedEpoch.model("m-1")), SEED));
            assertRefused(
                    epoch,
                    Evidence.subject(epoch.record(), leaf, List.of(GeneratedEpoch.model("m-2")), SEED),
                    "the models are not those of the record");
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void aShareOfAnInferenceWithoutReceiptIsProvenWhereverTheGapIs(long seed) {
        int receipts = new GeneratedEpoch(seed).size(EpochTree.RECEIPTS);
        for (int missing = 0; missing < receipts; missing++) {
            GeneratedEpoch epoch = new GeneratedEpoch(seed);
            epoch.leaves.get(EpochTree.RECEIPTS).remove(missing);
            LeafKey gone = new LeafKey(EpochTree.RECEIPTS, List.of(GeneratedEpoch.receiptId(missing)));
            int share = epoch.place(
                    new LeafKey(EpochTree.SHARES, List.of(gone.parts().get(0), "p-a", "data", "speeches/v1")));
            Evidence evidence =
                    Evidence.receipt(epoch.record(), epoch.leaf(EpochTree.SHARES, share), epoch.neighbours(gone), SEED);
            assertProven(epoch, evidence);
        }
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void payoutsAboveWhatWasPaidAreProven(long seed) {
        GeneratedEpoch epoch = new GeneratedEpoch(seed);
        List<EvidenceLeaf> all = new ArrayList<>();
        epoch.paidMicros--;
        for (int i = 0; i < epoch.size(EpochTree.PAYOUTS); i++) {
            all.add(epoch.leaf(EpochTree.PAYOUTS, i));
        }
        assertProven(epoch, Evidence.sum(epoch.record(), all, SEED));
        epoch.paidMicros++;
        assertRefused(epoch, Evidence.sum(epoch.record(), all, SEED), "sum to no more than the record says was paid");
        List<EvidenceLeaf> twice = new ArrayList<>(all);
        twice.add(all.get(all.size() - 1));
        assertRefused(epoch, Evidence.sum(epoch.record(), twice, SEED), "by index strictly ascending");
    }

    @Test
    void aSumBeyondSixtyFourBitsIsStillASum() {
        GeneratedEpoch epoch = new GeneratedEpoch(1);
        epoch.leaves.get(EpochTree.PAYOUTS).clear();
        epoch.paidMicros = Long.MAX_VALUE;
        for (String payee : List.of("p-a", "p-b", "p-c")) {
            epoch.leaves
                    .get(EpochTree.PAYOUTS)
                    .add(GeneratedEpoch.payout(payee, "data", "speeches/v1", Long.MAX_VALUE)
                            .bytes());
        }
        List<EvidenceLeaf> two = List.of(epoch.leaf(EpochTree.PAYOUTS, 0), epoch.leaf(EpochTree.PAYOUTS, 2));
        assertProven(epoch, Evidence.sum(epoch.record(), two, SEED));
        assertRefused(epoch, Evidence.sum(epoch.record(), two.subList(0, 1), SEED), "sum to no more");
    }

    /** What members hold: the leaves of a group in the honest epoch. */
    static Recomputation recompute(GeneratedEpoch honest, Evidence evidence) {
        LeafKey key = evidence.disputedKey();
        List<JsonObject> group = new ArrayList<>();
        for (int i = 0; i < honest.size(key.tree()); i++) {
            if (honest.key(key.tree(), i).group().equals(key.group())) {
                group.add(CanonicalJson.parse(honest.leaves.get(key.tree()).get(i), 1 << 20));
            }
        }
        return new Recomputation(evidence.network(), evidence.epoch(), key.tree(), key.group(), evidence.salt(), group);
    }

    private static void assertUpheld(GeneratedEpoch wrong, GeneratedEpoch honest, Evidence evidence) {
        assertProven(wrong, evidence);
        Recomputation found = recompute(honest, evidence);
        assertThat(EvidenceCheck.verifyAnswer(evidence, found, wrong.record()).reason())
                .as("%s", wrong)
                .isEmpty();
        assertThat(EvidenceCheck.word(evidence, found)).as("%s", wrong).isEqualTo("upheld");
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void recomputationUpholdsAWrongAndAMissingLeafOfEachTree(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        GeneratedEpoch honest = new GeneratedEpoch(seed);
        for (EpochTree tree : EpochTree.HELD) {
            int at = random.nextInt(honest.size(tree));
            GeneratedEpoch wrong = new GeneratedEpoch(seed);
            String number = switch (tree) {
                case RECEIPTS -> "fee";
                case SHARES -> "share";
                case PAYOUTS -> "amount";
                case RECORD -> throw new IllegalStateException("no leaves");
            };
            String text = new String(wrong.leaves.get(tree).get(at), UTF_8);
            wrong.leaves
                    .get(tree)
                    .set(at, text.replaceFirst("(\"" + number + "\":\")", "$11").getBytes(UTF_8));
            wrong.paidMicros *= 1_000;
            assertUpheld(wrong, honest, Evidence.wrong(wrong.record(), wrong.leaf(tree, at), SEED));

            GeneratedEpoch missing = new GeneratedEpoch(seed);
            LeafKey key = honest.key(tree, at);
            missing.leaves.get(tree).remove(at);
            missing.paidMicros *= 1_000;
            assertUpheld(missing, honest, Evidence.missing(missing.record(), key, missing.neighbours(key), SEED));
        }
    }

    /** Nothing is wrong with any leaf: the record says that another deposit paid, or counts more than was paid. */
    @Test
    void recomputationUpholdsThatTheRecordItselfIsWrong() {
        GeneratedEpoch honest = new GeneratedEpoch(3);
        GeneratedEpoch wrong = new GeneratedEpoch(3);
        wrong.paidMicros += 1_000;
        Evidence evidence = Evidence.wrongRecord(wrong.record(), SEED);
        assertProven(wrong, evidence);
        Recomputation right = Recomputation.of(evidence, List.of(honest.record()));
        assertThat(EvidenceCheck.verifyAnswer(evidence, right, wrong.record()).reason())
                .isEmpty();
        assertThat(EvidenceCheck.word(evidence, right)).isEqualTo("upheld");
        Recomputation same = Recomputation.of(evidence, List.of(wrong.record()));
        assertThat(EvidenceCheck.word(evidence, same)).isEqualTo("unfounded");
        Recomputation other = Recomputation.of(evidence, List.of(honest.record("other-net", GeneratedEpoch.EPOCH)));
        assertThat(EvidenceCheck.verifyAnswer(evidence, other, wrong.record()).reason())
                .contains("of another group or epoch");

        EpochRecord record = honest.record();
        EvidenceLeaf itself = Evidence.wrongRecord(record, SEED).leaves().get(0);
        assertRefused(honest, Evidence.form(record, itself, SEED), "one that this epoch can have");
        assertRefused(
                honest,
                Evidence.subject(record, itself, List.of(GeneratedEpoch.model("m-1")), SEED),
                "a receipt or record has no subject");
        LeafKey elsewhere = new LeafKey(EpochTree.RECORD, List.of("9"));
        assertRefused(honest, Evidence.missing(record, elsewhere, List.of(itself), SEED), "an epoch has one record");
    }

    @ParameterizedTest(name = "seed={0}")
    @MethodSource("seeds")
    void anHonestEpochIsNotProvenWrong(long seed) {
        GeneratedEpoch epoch = new GeneratedEpoch(seed);
        EpochRecord record = epoch.record();
        for (EpochTree tree : EpochTree.HELD) {
            for (int i = 0; i < epoch.size(tree); i++) {
                EvidenceLeaf leaf = epoch.leaf(tree, i);
                assertRefused(epoch, Evidence.form(record, leaf, SEED), "one that this epoch can have");
                Evidence wrong = Evidence.wrong(record, leaf, SEED);
                assertProven(epoch, wrong);
                Recomputation found = recompute(epoch, wrong);
                assertThat(EvidenceCheck.verifyAnswer(wrong, found, record).valid())
                        .isTrue();
                assertThat(EvidenceCheck.word(wrong, found)).as("%s", epoch).isEqualTo("unfounded");
                LeafKey key = epoch.key(tree, i);
                assertThat(EvidenceCheck.verify(Evidence.missing(record, key, epoch.neighbours(key), SEED), record)
                                .valid())
                        .as("%s", epoch)
                        .isFalse();
                if (i > 0) {
                    EvidenceLeaf before = epoch.leaf(tree, i - 1);
                    assertRefused(epoch, Evidence.order(record, before, leaf, SEED), "ascending order");
                    assertRefused(epoch, Evidence.order(record, leaf, before, SEED), "the lower index first");
                }
            }
        }
        EvidenceLeaf share = epoch.leaf(EpochTree.SHARES, 0);
        assertRefused(
                epoch,
                Evidence.subject(record, share, List.of(GeneratedEpoch.model("m-1")), SEED),
                "a model of the epoch or a Datanet version");
        LeafKey receipt = epoch.key(EpochTree.RECEIPTS, 0);
        assertRefused(
                epoch, Evidence.receipt(record, share, epoch.neighbours(receipt), SEED), "a neighbour has the key");
    }

    @Test
    void evidenceAgainstAnotherRecordOrNetworkOrEpochIsRefused() {
        GeneratedEpoch epoch = new GeneratedEpoch(3);
        epoch.leaves.get(EpochTree.PAYOUTS).add(new byte[0]);
        EvidenceLeaf leaf = epoch.leaf(EpochTree.PAYOUTS, epoch.size(EpochTree.PAYOUTS) - 1);
        Evidence evidence = Evidence.form(epoch.record(), leaf, SEED);
        assertProven(epoch, evidence);
        for (EpochRecord other : List.of(
                epoch.record("other-net", GeneratedEpoch.EPOCH),
                epoch.record(GeneratedEpoch.NETWORK, 8),
                new GeneratedEpoch(4).record())) {
            assertThat(EvidenceCheck.verify(evidence, other).reason())
                    .isEqualTo("the evidence is against another record");
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() {
        GeneratedEpoch epoch = new GeneratedEpoch(5);
        EpochRecord record = epoch.record();
        Evidence evidence = Evidence.wrong(record, epoch.leaf(EpochTree.SHARES, 0), SEED);
        Recomputation good = recompute(epoch, evidence);
        assertThat(good.leaves()).hasSizeGreaterThan(1);
        List<JsonObject> reversed = new ArrayList<>(good.leaves());
        Collections.reverse(reversed);
        assertNoAnswer(evidence, edited(good, good.epoch(), good.group(), good.salt(), reversed), "ascending order");
        assertNoAnswer(evidence, edited(good, 8, good.group(), good.salt(), good.leaves()), "another group");
        assertNoAnswer(evidence, edited(good, 7, List.of("q-98"), good.salt(), good.leaves()), "another group");
        assertNoAnswer(evidence, edited(good, 7, good.group(), "00".repeat(16), good.leaves()), "another group");
        JsonObject foreign = new Share("q-98", "p-a", "data", "speeches/v1", 1).toJson();
        assertNoAnswer(
                evidence, edited(good, 7, good.group(), good.salt(), List.of(foreign)), "another group or epoch");
        JsonObject payout = GeneratedEpoch.payout("p-a", "data", "m", 1).toJson();
        assertNoAnswer(evidence, edited(good, 7, good.group(), good.salt(), List.of(payout)), "form of its tree");
        Evidence structural = Evidence.form(record, epoch.leaf(EpochTree.SHARES, 0), SEED);
        assertNoAnswer(structural, good, "needs no recomputation");
    }

    private static Recomputation edited(
            Recomputation good, long epoch, List<String> group, String salt, List<JsonObject> leaves) {
        return new Recomputation(good.network(), epoch, good.tree(), group, salt, leaves);
    }

    private static void assertNoAnswer(Evidence evidence, Recomputation found, String reason) {
        assertThat(EvidenceCheck.verifyAnswer(evidence, found, new GeneratedEpoch(5).record())
                        .reason())
                .contains(reason);
    }

    @Test
    void aRightPayoutAboveWhatAFalseRecordPaidIsAnAnswer() {
        GeneratedEpoch starved = new GeneratedEpoch(8);
        Payout right = Payout.of(
                CanonicalJson.parse(starved.leaves.get(EpochTree.PAYOUTS).get(0), 1 << 16));
        starved.leaves.get(EpochTree.PAYOUTS).clear();
        starved.paidMicros = 0;
        Evidence evidence = Evidence.missing(starved.record(), LeafKey.of(right), List.of(), SEED);
        assertUpheld(starved, new GeneratedEpoch(8), evidence);
    }

    @Test
    void theSaltFollowsFromTheChallengersSeedAndTheContent() {
        GeneratedEpoch epoch = new GeneratedEpoch(6);
        EvidenceLeaf leaf = epoch.leaf(EpochTree.PAYOUTS, 0);
        Evidence first = Evidence.wrong(epoch.record(), leaf, SEED);
        assertThat(Evidence.wrong(epoch.record(), leaf, SEED)).isEqualTo(first);
        byte[] otherSeed = SEED.clone();
        otherSeed[0] = 1;
        assertThat(Evidence.wrong(epoch.record(), leaf, otherSeed).salt()).isNotEqualTo(first.salt());
        assertThat(Evidence.form(epoch.record(), leaf, SEED).salt()).isNotEqualTo(first.salt());
    }

    @Test
    void hugeEvidenceIsRefusedByItsSize() {
        GeneratedEpoch epoch = new GeneratedEpoch(6);
        EvidenceLeaf huge = new EvidenceLeaf(EpochTree.SHARES, 0, List.of(), "00".repeat(Evidence.BYTES_MAX / 2));
        Evidence evidence = Evidence.form(epoch.record(), huge, SEED);
        assertThatThrownBy(() -> Evidence.parse(evidence.bytes()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("want at most 262144");
        assertThatThrownBy(() -> Evidence.of(evidence.toJson()))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("want at most 262144");
    }
}
