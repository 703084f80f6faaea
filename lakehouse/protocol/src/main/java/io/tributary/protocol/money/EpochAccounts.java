// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * From the splits of an epoch's fees to its payouts (spec/pay.md). For every (payee, role, subject) the exact claim is Σ fee·share in units of
 * 2^-62 micro-units; one largest-remainder allocation of the whole pool, claims in leaf order and {@code undistributed} last, rounds them to
 * micro-units. So Σ payouts + undistributed = Σ fees exactly.
 *
 * @param shares all share leaves of the epoch in ascending order
 * @param payouts payout leaves in ascending order, each above 0
 * @param poolMicros sum of the fees
 * @param paidMicros sum of the payouts
 * @param undistributedMicros what nobody earned
 */
public record EpochAccounts(
        List<Share> shares, List<Payout> payouts, long poolMicros, long paidMicros, long undistributedMicros) {
    /** Checks that nothing was made or lost. */
    public EpochAccounts {
        shares = List.copyOf(shares);
        payouts = List.copyOf(payouts);
        long paid = 0;
        for (Payout payout : payouts) {
            paid = Math.addExact(paid, payout.amount());
        }
        if (paid != paidMicros || Math.addExact(paidMicros, undistributedMicros) != poolMicros) {
            throw new IllegalArgumentException("payouts sum to " + paid + " of " + paidMicros
                    + " micros, undistributed " + undistributedMicros + ", pool " + poolMicros);
        }
    }

    /** What a leaf needs beyond the split: the payee's key and the salt, which is an input. */
    public interface Payees {
        /** The payout key of a payee, 64 hex digits. */
        String payeeKey(String payee);

        /** The salt of a leaf, hex, HMAC(payee's secret, {@link Payout#saltInput}). */
        String salt(String payee, byte[] saltInput);
    }

    /** One inference: its fee in micro-units and how that fee is split. */
    public record SplitFee(long feeMicros, FeeSplit split) {
        /** Requires a fee of 0 or more. */
        public SplitFee {
            if (feeMicros < 0) {
                throw new IllegalArgumentException("fee " + feeMicros + ", want >= 0");
            }
        }
    }

    /** Closes the accounts of an epoch; the order of {@code fees} does not matter. */
    public static EpochAccounts close(String network, long epoch, String unit, List<SplitFee> fees, Payees payees) {
        NavigableMap<PayoutKey, BigInteger> claims = new TreeMap<>();
        BigInteger undistributed = BigInteger.ZERO;
        long pool = 0;
        List<Share> shares = new ArrayList<>();
        for (SplitFee fee : fees) {
            BigInteger micros = BigInteger.valueOf(fee.feeMicros());
            pool = Math.addExact(pool, fee.feeMicros());
            undistributed = undistributed.add(
                    micros.multiply(BigInteger.valueOf(fee.split().undistributed())));
            for (Share share : fee.split().shares()) {
                shares.add(share);
                claims.merge(
                        new PayoutKey(share.payee(), share.role(), Payout.REASON_INFERENCE, share.subject()),
                        micros.multiply(BigInteger.valueOf(share.share())),
                        BigInteger::add);
            }
        }
        shares.sort(null);
        return allocate(network, epoch, unit, pool, shares, claims, undistributed, payees);
    }

    private static EpochAccounts allocate(
            String network,
            long epoch,
            String unit,
            long pool,
            List<Share> shares,
            NavigableMap<PayoutKey, BigInteger> claims,
            BigInteger undistributedClaim,
            Payees payees) {
        List<BigInteger> weights = new ArrayList<>(claims.values());
        weights.add(undistributedClaim);
        if (pool == 0) {
            return new EpochAccounts(shares, List.of(), 0, 0, 0);
        }
        List<BigInteger> parts = LargestRemainder.split(BigInteger.valueOf(pool), weights);
        List<Payout> payouts = new ArrayList<>();
        long paid = 0;
        int i = 0;
        for (Map.Entry<PayoutKey, BigInteger> claim : claims.entrySet()) {
            long amount = parts.get(i++).longValueExact();
            if (amount > 0) {
                payouts.add(payout(network, epoch, unit, claim.getKey(), amount, payees));
                paid = Math.addExact(paid, amount);
            }
        }
        return new EpochAccounts(shares, payouts, pool, paid, pool - paid);
    }

    private static Payout payout(String network, long epoch, String unit, PayoutKey key, long amount, Payees payees) {
        byte[] saltInput = Payout.saltInput(network, epoch, key.role(), key.reason(), key.subject());
        return new Payout(
                network,
                epoch,
                key.payee(),
                payees.payeeKey(key.payee()),
                key.role(),
                key.reason(),
                key.subject(),
                amount,
                unit,
                payees.salt(key.payee(), saltInput));
    }

    /** The tree of the share leaves. */
    public MerkleTree sharesTree() {
        List<byte[]> leaves = new ArrayList<>();
        shares.forEach(share -> leaves.add(share.bytes()));
        return MerkleTree.ofLeaves(leaves);
    }

    /** The tree of the payout leaves. */
    public MerkleTree payoutsTree() {
        List<byte[]> leaves = new ArrayList<>();
        payouts.forEach(payout -> leaves.add(payout.bytes()));
        return MerkleTree.ofLeaves(leaves);
    }

    private record PayoutKey(String payee, String role, String reason, String subject)
            implements Comparable<PayoutKey> {
        @Override
        public int compareTo(PayoutKey other) {
            return Share.compareTexts(
                    List.of(payee, role, reason, subject),
                    List.of(other.payee, other.role, other.reason, other.subject));
        }
    }
}
