// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.bench;

import io.tributary.ledger.network.NetworkSettings;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.Claim;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A made-up network whose first epoch pays one payee on many subjects: what the contract looks at is all there and signed,
 * where the numbers come from is not.
 *
 * @param payouts the leaves, in order; of an epoch that only stands for more, the first of them
 * @param payoutCount number of leaves of the epoch
 * @param payoutsRoot root over them
 */
record BenchEpoch(List<Payout> payouts, long payoutCount, Hash payoutsRoot) {
    static final String NETWORK = "bench";
    static final int THRESHOLD = 2;
    private static final String UNIT = "credit";
    private static final String DEPOSIT = "deposit-1";
    private static final String SLUG = "bench_rows";
    private static final Hash HELD_OUT = hash("held-out");
    private static final Hash DATASET = hash("dataset");
    private static final long AMOUNT_MICROS = 7;
    private static final SigningKey PAYEE = key("payee");

    BenchEpoch {
        payouts = List.copyOf(payouts);
    }

    /** An epoch of so many payouts, all of them made. */
    static BenchEpoch of(int payoutCount) {
        List<Payout> payouts = new ArrayList<>();
        for (int i = 0; i < payoutCount; i++) {
            payouts.add(payout(i));
        }
        return new BenchEpoch(payouts, payoutCount, tree(payouts).root());
    }

    /**
     * An epoch of so many payouts of which only the first is made; its siblings' hashes are drawn from their places. For who
     * sees the first leaf and its path there is no difference.
     */
    static BenchEpoch ofFirst(long payoutCount) {
        Payout first = payout(0);
        Hash root = first.leafHash();
        for (Hash sibling : firstPath(payoutCount)) {
            root = Hash.node(root, sibling);
        }
        return new BenchEpoch(List.of(first), payoutCount, root);
    }

    /** The inclusion path of the first leaf: every sibling is a right one. */
    static List<Hash> firstPath(long payoutCount) {
        List<Hash> path = new ArrayList<>();
        for (long width = payoutCount; width > 1; width = (width + 1) / 2) {
            path.add(hash("sibling " + path.size()));
        }
        return path;
    }

    MerkleTree tree() {
        return tree(payouts);
    }

    private static MerkleTree tree(List<Payout> payouts) {
        return MerkleTree.ofLeaves(payouts.stream().map(Payout::bytes).toList());
    }

    private static Payout payout(int index) {
        return new Payout(
                NETWORK,
                1,
                "bench-payee",
                PAYEE.verifyingKey().hex(),
                "data",
                Payout.REASON_INFERENCE,
                String.format(Locale.ROOT, "%s/v%08d", SLUG, index),
                AMOUNT_MICROS,
                UNIT,
                hash("salt " + index).hex());
    }

    /** The claim of a leaf, signed by its payee. */
    SignedEnvelope claim(Payout leaf) {
        Claim claim = new Claim(NETWORK, leaf.payee(), PAYEE.verifyingKey().keyId(), 1, leaf.epoch(), leaf.leafHash());
        return SignedEnvelope.sign(claim.toJson(), PAYEE);
    }

    /** The organisations with their attestation keys. */
    static Policy policy() {
        return new Policy(
                NETWORK,
                THRESHOLD,
                NetworkSettings.ORGANISATIONS.stream()
                        .map(name -> new Policy.Organisation(name, key(name).verifyingKey()))
                        .toList());
    }

    /** What the log must hold before the epoch can be proposed. */
    static List<CanonicalRecord> entries() {
        return List.of(
                new DatanetEntry(NETWORK, SLUG, "org1", "CC-BY-4.0", HELD_OUT, 40),
                new BatchesEntry(NETWORK, SLUG, 1, List.of(hash("batch"))),
                new VersionEntry(NETWORK, SLUG, 1, "v1", DATASET, 100, Hash.empty(), 0, Hash.empty()),
                training(),
                model(),
                new DepositEntry(NETWORK, DEPOSIT, "payer-1", Long.MAX_VALUE, UNIT));
    }

    private static TrainingEntry training() {
        return new TrainingEntry(NETWORK, "first", SLUG, 1, DATASET, "ipa1/factored", "newton", 1 << 20, "", HELD_OUT);
    }

    private static ModelEntry model() {
        TrainingEntry training = training();
        return new ModelEntry(
                NETWORK,
                "model",
                "linear",
                "",
                List.of(),
                List.of(SLUG + "/v1"),
                List.of(DATASET),
                training.method(),
                training.trainer(),
                training.leafHash(),
                hash("weights"),
                hash("dictionary"),
                hash("curvature"),
                "17",
                List.of("yes", "no"),
                "",
                900_000,
                true,
                "org1",
                "payee-owner");
    }

    /** The epoch's record. */
    EpochRecord record() {
        long paid = Math.multiplyExact(AMOUNT_MICROS, payoutCount);
        return new EpochRecord(
                NETWORK,
                1,
                EpochRecord.REGULAR,
                "",
                0,
                1000,
                "",
                "ipa1/factored+rows/v1",
                List.of(model().leafHash()),
                List.of(DATASET),
                hash("receipts"),
                3,
                hash("shares"),
                15,
                payoutsRoot,
                payoutCount,
                paid,
                paid,
                0,
                UNIT,
                List.of(new DepositUse(DEPOSIT, paid)));
    }

    /** An organisation's signed attestation of the record. */
    SignedEnvelope attestation(String organisation) {
        SigningKey key = key(organisation);
        Attestation attestation = new Attestation(
                NETWORK, organisation, key.verifyingKey().keyId(), 1000, 1, record().leafHash(), Attestation.EQUAL);
        return SignedEnvelope.sign(attestation.toJson(), key);
    }

    private static SigningKey key(String owner) {
        return SigningKey.ofSeed(hash("bench key of " + owner).bytes());
    }

    private static Hash hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
