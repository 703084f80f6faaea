// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From the splits of an epoch's fees to its payouts (spec/pay.md). For every (payee, role, subject) the exact claim is Σ fee·share in units of
 * 2^-62 micro-units; one largest-remainder allocation of the whole pool, claims in leaf order and {@code undistributed} last, rounds them to
 * micro-units. So Σ payouts + undistributed = Σ fees exactly.
 *
 * @param shares all share leaves of the epoch in ascending order
 * @param payouts payout leaves in ascending order, each above 0
 * @param poolMicros sum of the fees; for an adjustment what is left to pay of them
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

    /**
     * What an epoch that adjusts another one pays: to each (payee, role, subject) what is right less what was claimed for it under the
     * epochs that it supersedes, at least 0. The shares and what is undistributed are the right ones. So Σ payouts + Σ min(claimed, right)
     * = Σ right, exactly; what somebody claimed beyond that is taken from nobody else.
     *
     * @param right the superseded epoch's receipts, computed rightly
     * @param claimed the leaves that were claimed under the superseded epochs, in any order
     * @param epoch number of the adjustment
     */
    public static EpochAccounts adjustment(
            String network, long epoch, String unit, EpochAccounts right, List<Payout> claimed, Payees payees) {
        Map<PayoutKey, BigInteger> claimedMicros = new HashMap<>();
        for (Payout leaf : claimed) {
            // Unbounded: a record that is wrong may hold leaves of any amount.
            claimedMicros.merge(PayoutKey.adjusted(leaf), BigInteger.valueOf(leaf.amount()), BigInteger::add);
        }
        NavigableMap<PayoutKey, Long> rightMicros = new TreeMap<>();
        right.payouts()
                .forEach(payout -> rightMicros.merge(PayoutKey.adjusted(payout), payout.amount(), Math::addExact));
        List<Payout> payouts = new ArrayList<>();
        long paid = 0;
        for (Map.Entry<PayoutKey, Long> entry : rightMicros.entrySet()) {
            BigInteger open = BigInteger.valueOf(entry.getValue())
                    .subtract(claimedMicros.getOrDefault(entry.getKey(), BigInteger.ZERO));
            if (open.signum() > 0) {
                payouts.add(payout(network, epoch, unit, entry.getKey(), open.longValueExact(), payees));
                paid = Math.addExact(paid, open.longValueExact());
            }
        }
        long pool = Math.addExact(paid, right.undistributedMicros());
        return new EpochAccounts(right.shares(), payouts, pool, paid, right.undistributedMicros());
    }

    /**
     * What each deposit gives to the pool: in proportion to the fees that it owes, by largest remainder in the order of deposit ids. A
     * regular epoch's pool is the sum of the fees, so there each deposit gives its fees; an adjustment may need less.
     *
     * @param feesMicros sum of the fees by deposit id, 0 or more each
     */
    public List<DepositUse> deposits(Map<String, Long> feesMicros) {
        SortedMap<String, Long> byId = new TreeMap<>(Share.BYTEWISE);
        byId.putAll(feesMicros);
        if (poolMicros == 0) {
            return List.of();
        }
        List<BigInteger> fees = byId.values().stream().map(BigInteger::valueOf).toList();
        List<BigInteger> parts = LargestRemainder.split(BigInteger.valueOf(poolMicros), fees);
        List<DepositUse> uses = new ArrayList<>();
        int i = 0;
        for (String deposit : byId.keySet()) {
            long amount = parts.get(i++).longValueExact();
            if (amount > 0) {
                uses.add(new DepositUse(deposit, amount));
            }
        }
        return uses;
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
        /** The key under which an adjustment settles a leaf, whatever that was paid for. */
        static PayoutKey adjusted(Payout leaf) {
            return new PayoutKey(leaf.payee(), leaf.role(), Payout.REASON_ADJUSTMENT, leaf.subject());
        }

        @Override
        public int compareTo(PayoutKey other) {
            return Share.compareTexts(
                    List.of(payee, role, reason, subject),
                    List.of(other.payee, other.role, other.reason, other.subject));
        }
    }
}
