// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.Claim;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.DepositEntry;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.record.TrainingEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.record.WithdrawalEntry;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Records of a small network: one Datanet, two models of which one fails its floor, and epochs that pay five payees. */
final class Samples {
    static final String NETWORK = "test-net";
    static final long POOL = 1_000;
    static final long PAID = 900;
    static final Hash DATASET_ROOT = hash("dataset");
    static final Hash HELD_OUT_ROOT = hash("held-out");

    /** A key takes as long to make as a signature, and tests ask for the same few all the time. */
    private static final Map<String, SigningKey> KEYS = new ConcurrentHashMap<>();

    private Samples() {}

    static Hash hash(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    static SigningKey key(String owner) {
        return KEYS.computeIfAbsent(
                owner, name -> SigningKey.ofSeed(hash("key of " + name).bytes()));
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

    static ReviewEntry review(String slug) {
        return new ReviewEntry(NETWORK, slug, ReviewEntry.ACCEPT, List.of(hash("item")), hash("request"));
    }

    static WithdrawalEntry withdrawal(String slug) {
        return new WithdrawalEntry(NETWORK, slug, List.of("r-1", "r-2"), hash("request"));
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

    /** Five payouts that sum to {@link #PAID}, in leaf order. */
    static List<Payout> payouts(long epoch) {
        List<Payout> payouts = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            String payee = "payee-" + i;
            payouts.add(payout(epoch, payee, Payout.REASON_INFERENCE, 60L * i));
        }
        return List.copyOf(payouts);
    }

    private static Payout payout(long epoch, String payee, String reason, long amount) {
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

    static MerkleTree payoutTree(long epoch) {
        return MerkleTree.ofLeaves(payouts(epoch).stream().map(Payout::bytes).toList());
    }

    /** Receipts q-1 to q-3 in leaf order. */
    static List<byte[]> receipts(long epoch) {
        List<byte[]> receipts = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            receipts.add(new Receipt(
                            "q-" + i,
                            "host-1",
                            i,
                            hash("nonce").hex(),
                            "caller-1",
                            "",
                            "good",
                            List.of(),
                            hash("input"),
                            hash("output"),
                            List.of(),
                            128,
                            1,
                            300,
                            "credit",
                            "deposit-1",
                            "flat/v1",
                            "billing",
                            hash("answer").hex(),
                            1000 * epoch)
                    .bytes());
        }
        return List.copyOf(receipts);
    }

    /**
     * Share leaves of which the first is right. The others are there for challenges, since nothing else looks at them: of
     * a subject of no model, of an inference without receipt, the first again, and what is no share at all.
     */
    static List<byte[]> shares(long epoch) {
        return List.of(
                new Share("q-1", "payee-1", "data", "support_mail/v1", epoch).bytes(),
                new Share("q-2", "payee-1", "data", "support_mail/v2", epoch).bytes(),
                new Share("q-9", "payee-1", "data", "support_mail/v1", epoch).bytes(),
                new Share("q-1", "payee-1", "data", "support_mail/v1", epoch).bytes(),
                "no share".getBytes(StandardCharsets.UTF_8));
    }

    static MerkleTree tree(List<byte[]> leaves) {
        return MerkleTree.ofLeaves(leaves);
    }

    /** An adjustment of a record that took from deposit-1; it takes a quarter of the sample pool and pays two payees. */
    static EpochRecord adjustment(EpochRecord adjusted, long epoch, String prevEpochHash) {
        return new EpochRecord(
                NETWORK,
                epoch,
                EpochRecord.ADJUSTMENT,
                adjusted.leafHash().hex(),
                adjusted.windowEnd(),
                adjusted.windowEnd(),
                prevEpochHash,
                adjusted.method(),
                adjusted.modelHashes(),
                adjusted.datasetRoots(),
                adjusted.receiptsRoot(),
                adjusted.receiptCount(),
                adjusted.sharesRoot(),
                adjusted.shareCount(),
                tree(adjustedPayouts(epoch).stream().map(Payout::bytes).toList())
                        .root(),
                2,
                POOL / 4,
                200,
                POOL / 4 - 200,
                "credit",
                List.of(new DepositUse("deposit-1", POOL / 4)));
    }

    static List<Payout> adjustedPayouts(long epoch) {
        List<Payout> payouts = new ArrayList<>();
        for (String payee : List.of("payee-2", "payee-3")) {
            payouts.add(payout(epoch, payee, Payout.REASON_ADJUSTMENT, 100));
        }
        return List.copyOf(payouts);
    }

    /** A record that takes {@link #POOL} from deposit-1; epoch n has the window [1000n, 1000n + 1000). */
    static EpochRecord epoch(long epoch, String prevEpochHash) {
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
                tree(receipts(epoch)).root(),
                3,
                tree(shares(epoch)).root(),
                5,
                payoutTree(epoch).root(),
                5,
                POOL,
                PAID,
                POOL - PAID,
                "credit",
                List.of(new DepositUse("deposit-1", POOL)));
    }

    /** A record like this one that pays for no model: its receipts stay, all of them void. */
    static EpochRecord without(EpochRecord record) {
        return new EpochRecord(
                NETWORK,
                record.epoch(),
                record.kind(),
                record.adjusts(),
                record.windowStart(),
                record.windowEnd(),
                record.prevEpochHash(),
                record.method(),
                List.of(),
                List.of(),
                record.receiptsRoot(),
                record.receiptCount(),
                Hash.empty(),
                0,
                Hash.empty(),
                0,
                0,
                0,
                0,
                record.unit(),
                List.of());
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

    static SignedEnvelope claim(Payout leaf, String signer, SigningKey key) {
        Claim claim = new Claim(NETWORK, signer, key.verifyingKey().keyId(), 1, leaf.epoch(), leaf.leafHash());
        return SignedEnvelope.sign(claim.toJson(), key);
    }

    /** A copy of an object in which one key has another string. */
    static JsonObject edit(JsonObject json, String key, String value) {
        return replace(json, "(\"" + key + "\":)\"[^\"]*\"", "\"" + value + "\"");
    }

    /** A copy of an object in which one key has another array, given as its text. */
    static JsonObject editArray(JsonObject json, String key, String array) {
        return replace(json, "(\"" + key + "\":)\\[[^\\]]*\\]", array);
    }

    private static JsonObject replace(JsonObject json, String pattern, String value) {
        Matcher matcher = Pattern.compile(pattern).matcher(json.toString());
        if (!matcher.find()) {
            throw new IllegalArgumentException("no " + pattern + " in " + json);
        }
        String edited = matcher.replaceFirst("$1" + Matcher.quoteReplacement(value));
        return CanonicalJson.parse(edited.getBytes(StandardCharsets.UTF_8), 1 << 20);
    }
}
