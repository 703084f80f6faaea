// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Approval;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.Challenge;
import io.tributary.protocol.record.ChallengeVerdict;
import io.tributary.protocol.record.Claim;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.Evidence;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Recomputation;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.EvidenceCheck;
import io.tributary.protocol.verify.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Records of a small network: one Datanet, two models of which one fails its floor, and epochs that pay five payees. */
final class Samples {
    static final String NETWORK = "test-net";
    static final long POOL = 1_000;
    static final long PAID = 900;
    static final Hash DATASET_ROOT = hash("dataset");
    static final Hash HELD_OUT_ROOT = hash("held-out");

    private Samples() {}

    static Hash hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static SigningKey key(String owner) {
        return SigningKey.ofSeed(seed(owner));
    }

    /** Organisations OrgA, OrgB, … with their keys. */
    static Policy policy(int organisations, int threshold) {
        List<Policy.Organisation> members = new ArrayList<>();
        for (int i = 0; i < organisations; i++) {
            members.add(new Policy.Organisation(
                    organisation(i), key(organisation(i)).verifyingKey()));
        }
        return new Policy(NETWORK, threshold, members);
    }

    static String organisation(int index) {
        return "Org" + (char) ('A' + index);
    }

    static DatanetEntry datanet(String slug) {
        return new DatanetEntry(NETWORK, slug, "OrgA", "CC-BY-4.0", HELD_OUT_ROOT, 40);
    }

    static BatchesEntry batches(String slug, long version, Hash... roots) {
        return new BatchesEntry(NETWORK, slug, version, List.of(roots));
    }

    static VersionEntry version(String slug, long version, Hash root, Hash parentRoot) {
        return new VersionEntry(NETWORK, slug, version, "v" + version, root, 100, Hash.empty(), 0, parentRoot);
    }

    static TrainingEntry training(String slug, Hash datasetRoot) {
        return new TrainingEntry(
                NETWORK, "first", slug, 1, datasetRoot, "ipa1/factored", "newton", 1 << 20, "", HELD_OUT_ROOT);
    }

    static ModelEntry model(String modelId, TrainingEntry training, boolean gatePassed) {
        return new ModelEntry(
                NETWORK,
                modelId,
                "linear",
                "",
                List.of(),
                List.of(training.datanet() + "/v1"),
                List.of(training.datasetRoot()),
                training.method(),
                training.trainer(),
                training.leafHash(),
                hash("weights of " + modelId),
                hash("dictionary"),
                hash("curvature"),
                "17",
                List.of("billing", "outage"),
                "",
                gatePassed ? 900_000 : 400_000,
                gatePassed,
                "OrgA",
                "payee-owner");
    }

    static DepositEntry deposit(String depositId, long amount, String unit) {
        return new DepositEntry(NETWORK, depositId, "payer-1", amount, unit);
    }

    /** An organisation's approval of an entry. */
    static SignedEnvelope approval(String organisation, Hash entry) {
        SigningKey key = key(organisation);
        Approval approval =
                Approval.of(NETWORK, organisation, key.verifyingKey().keyId(), entry);
        return SignedEnvelope.sign(approval.toJson(), key);
    }

    /** Five payouts that sum to {@link #PAID}, in leaf order. */
    static List<Payout> payouts(long epoch) {
        List<Payout> payouts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            String payee = "payee-" + i;
            payouts.add(payout(epoch, payee, Payout.REASON_INFERENCE, 60L * i));
        }
        return List.copyOf(payouts);
    }

    static MerkleTree payoutTree(long epoch) {
        return tree(payouts(epoch));
    }

    static MerkleTree tree(List<Payout> payouts) {
        return MerkleTree.ofLeaves(payouts.stream().map(Payout::bytes).toList());
    }

    /** The payouts of {@link #payouts} with 50 micro-units of the first moved to the last. */
    static List<Payout> stolenPayouts(long epoch) {
        List<Payout> payouts = new ArrayList<>(payouts(epoch));
        payouts.set(0, payout(epoch, "payee-1", Payout.REASON_INFERENCE, 10));
        payouts.set(4, payout(epoch, "payee-5", Payout.REASON_INFERENCE, 350));
        return List.copyOf(payouts);
    }

    static Payout payout(long epoch, String payee, String reason, long amount) {
        return new Payout(
                NETWORK,
                epoch,
                payee,
                key(payee).verifyingKey().hex(),
                "data",
                reason,
                "support_mail/v1",
                amount,
                "credit",
                hash("salt " + epoch + payee).hex());
    }

    /** An adjustment that pays these payouts of what deposit-1 gave, nothing left over. */
    static EpochRecord adjustment(EpochRecord adjusted, EpochRecord last, List<Payout> payouts) {
        long paid = payouts.stream().mapToLong(Payout::amount).sum();
        return new EpochRecord(
                NETWORK,
                last.epoch() + 1,
                EpochRecord.ADJUSTMENT,
                adjusted.leafHash().hex(),
                last.windowEnd(),
                last.windowEnd(),
                last.leafHash().hex(),
                adjusted.method(),
                adjusted.modelHashes(),
                adjusted.datasetRoots(),
                adjusted.receiptsRoot(),
                adjusted.receiptCount(),
                adjusted.sharesRoot(),
                adjusted.shareCount(),
                tree(payouts).root(),
                payouts.size(),
                paid,
                paid,
                0,
                "credit",
                List.of(new DepositUse("deposit-1", paid)));
    }

    /** A record that takes {@link #POOL} from deposit-1; epoch n has the window [1000n, 1000n + 1000). */
    static EpochRecord epoch(long epoch, String prevEpochHash) {
        return epoch(epoch, prevEpochHash, payouts(epoch));
    }

    static EpochRecord epoch(long epoch, String prevEpochHash, List<Payout> payouts) {
        TrainingEntry training = training("support_mail", DATASET_ROOT);
        return new EpochRecord(
                NETWORK,
                epoch,
                EpochRecord.REGULAR,
                "",
                1000 * epoch,
                1000 * epoch + 1000,
                prevEpochHash,
                "ipa1/factored+rows/v1",
                List.of(model("good", training, true).leafHash()),
                List.of(DATASET_ROOT),
                hash("receipts " + epoch),
                3,
                hash("shares " + epoch),
                15,
                tree(payouts).root(),
                payouts.size(),
                POOL,
                PAID,
                POOL - PAID,
                "credit",
                List.of(new DepositUse("deposit-1", POOL)));
    }

    static Attestation attestation(String signer, long epoch, Hash recordHash, String verdict) {
        return attestation(signer, epoch, 0, recordHash, verdict);
    }

    static Attestation attestation(String signer, long epoch, long round, Hash recordHash, String verdict) {
        return new Attestation(
                NETWORK,
                signer,
                key(signer).verifyingKey().keyId(),
                Attestation.sequence(epoch, round),
                epoch,
                recordHash,
                verdict);
    }

    static SignedEnvelope sign(Attestation attestation) {
        return SignedEnvelope.sign(attestation.toJson(), key(attestation.signer()));
    }

    static SignedEnvelope challenge(String signer, Evidence evidence) {
        String keyId = key(signer).verifyingKey().keyId();
        long sequence = Challenge.sequence(evidence.leafHash());
        return SignedEnvelope.sign(
                Challenge.of(evidence, signer, keyId, sequence).toJson(), key(signer));
    }

    static SignedEnvelope verdict(String signer, Evidence evidence, Recomputation found) {
        ChallengeVerdict verdict = ChallengeVerdict.of(
                evidence,
                found,
                EvidenceCheck.word(evidence, found),
                signer,
                key(signer).verifyingKey().keyId(),
                ChallengeVerdict.sequence(evidence.leafHash()));
        return SignedEnvelope.sign(verdict.toJson(), key(signer));
    }

    /** The seed of a key. */
    static byte[] seed(String owner) {
        return hash("key of " + owner).bytes();
    }

    static SignedEnvelope claim(Payout leaf, String signer, SigningKey key) {
        Claim claim = new Claim(NETWORK, signer, key.verifyingKey().keyId(), 1, leaf.epoch(), leaf.leafHash());
        return SignedEnvelope.sign(claim.toJson(), key);
    }
}
