// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.record.EpochTree;
import io.tributary.protocol.record.EvidenceLeaf;
import io.tributary.protocol.record.LeafKey;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.SampleReceipt;
import io.tributary.protocol.record.Share;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** An honest epoch drawn from a seed, whose leaves a test may then tamper with before it asks for record and trees. */
final class GeneratedEpoch {
    static final String NETWORK = "test-net";
    static final long EPOCH = 7;

    final Map<EpochTree, List<byte[]>> leaves = new EnumMap<>(EpochTree.class);
    long paidMicros;
    private final long seed;

    GeneratedEpoch(long seed) {
        this.seed = seed;
        SplittableRandom random = new SplittableRandom(seed);
        for (EpochTree tree : EpochTree.HELD) {
            leaves.put(tree, new ArrayList<>());
        }
        int receipts = 1 + random.nextInt(12);
        List<Share> shares = new ArrayList<>();
        for (int i = 0; i < receipts; i++) {
            String id = receiptId(i);
            leaves.get(EpochTree.RECEIPTS).add(receipt(id, "usd").bytes());
            shares.add(new Share(id, "p-host", "host", "m-1", 1 + random.nextInt(1 << 20)));
            int payees = 1 + random.nextInt(4);
            for (int payee = 0; payee < payees; payee++) {
                shares.add(new Share(id, payee(payee), "data", "speeches/v1", 1 + random.nextInt(1 << 20)));
            }
        }
        shares.sort(null);
        shares.forEach(share -> leaves.get(EpochTree.SHARES).add(share.bytes()));
        addPayouts(shares, random);
    }

    private void addPayouts(List<Share> shares, SplittableRandom random) {
        Map<LeafKey, Payout> payouts = new TreeMap<>();
        for (Share share : shares) {
            Payout payout = payout(share.payee(), share.role(), share.subject(), 1 + random.nextInt(10_000));
            payouts.putIfAbsent(LeafKey.of(payout), payout);
        }
        for (Payout payout : payouts.values()) {
            leaves.get(EpochTree.PAYOUTS).add(payout.bytes());
            paidMicros += payout.amount();
        }
    }

    static String receiptId(int number) {
        return String.format("q-%02d", number);
    }

    static String payee(int number) {
        return "p-" + (char) ('a' + number);
    }

    static Receipt receipt(String id, String unit) {
        return SampleReceipt.of(id, 1, Hash.empty(), unit, "a");
    }

    static Payout payout(String payee, String role, String subject, long amount) {
        String salt =
                Hash.sha256((payee + role).getBytes(StandardCharsets.UTF_8)).hex();
        return new Payout(NETWORK, EPOCH, payee, "ab".repeat(32), role, "inference", subject, amount, "usd", salt);
    }

    static ModelEntry model(String modelId) {
        Hash hash = Hash.empty();
        return new ModelEntry(
                NETWORK,
                modelId,
                "linear",
                "",
                List.of(),
                List.of("speeches/v1"),
                List.of(hash),
                "ipa1/factored",
                "newton",
                hash,
                hash,
                hash,
                hash,
                "12",
                List.of("a", "b"),
                "",
                700_000,
                true,
                "org1",
                "p-org1");
    }

    EpochRecord record() {
        return record(NETWORK, EPOCH);
    }

    EpochRecord record(String network, long epoch) {
        long pool = Math.max(1, paidMicros);
        return new EpochRecord(
                network,
                epoch,
                EpochRecord.REGULAR,
                "",
                0,
                1_000,
                "cd".repeat(32),
                "ipa1/factored+rows/v1",
                List.of(model("m-1").leafHash()),
                List.of(Hash.empty()),
                tree(EpochTree.RECEIPTS).root(),
                leaves.get(EpochTree.RECEIPTS).size(),
                tree(EpochTree.SHARES).root(),
                leaves.get(EpochTree.SHARES).size(),
                tree(EpochTree.PAYOUTS).root(),
                leaves.get(EpochTree.PAYOUTS).size(),
                pool,
                paidMicros,
                pool - paidMicros,
                "usd",
                List.of(new DepositUse("d-1", pool)));
    }

    MerkleTree tree(EpochTree tree) {
        return MerkleTree.ofLeaves(leaves.get(tree));
    }

    int size(EpochTree tree) {
        return leaves.get(tree).size();
    }

    EvidenceLeaf leaf(EpochTree tree, int index) {
        return EvidenceLeaf.of(tree, tree(tree), index, leaves.get(tree).get(index));
    }

    LeafKey key(EpochTree tree, int index) {
        return LeafKey.of(tree, CanonicalJson.parse(leaves.get(tree).get(index), 1 << 20));
    }

    /** The leaves beside the gap where a key would stand. */
    List<EvidenceLeaf> neighbours(LeafKey key) {
        int at = place(key);
        List<EvidenceLeaf> neighbours = new ArrayList<>();
        if (at > 0) {
            neighbours.add(leaf(key.tree(), at - 1));
        }
        if (at < size(key.tree())) {
            neighbours.add(leaf(key.tree(), at));
        }
        return neighbours;
    }

    /** Where a key stands or would stand. */
    int place(LeafKey key) {
        int at = 0;
        while (at < size(key.tree()) && key(key.tree(), at).compareTo(key) < 0) {
            at++;
        }
        return at;
    }

    @Override
    public String toString() {
        return "epoch of seed " + seed;
    }
}
