// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The split of one inference's fee, in units of 2^-62 of the fee (spec/pay.md). Roles first, by {@link RoleSplit}; the data role's part then
 * falls to whoever wrote and labelled in proportion to their weights. A part that nobody earned, or that nobody can be paid, stays
 * {@link #undistributed()}; it is never spread over others.
 *
 * @param shares share leaves in ascending order, each above 0
 * @param undistributed what nobody earned; with the shares it sums to 2^62
 */
public record FeeSplit(List<Share> shares, long undistributed) {
    /** One whole fee. */
    public static final BigInteger WHOLE = BigInteger.ONE.shiftLeft(62);

    /** Checks conservation. */
    public FeeSplit {
        shares = List.copyOf(shares);
        BigInteger sum = BigInteger.valueOf(undistributed);
        for (Share share : shares) {
            sum = sum.add(BigInteger.valueOf(share.share()));
        }
        if (undistributed < 0 || !sum.equals(WHOLE)) {
            throw new IllegalArgumentException("shares sum to " + sum + ", want 2^62");
        }
    }

    /** A payee of a role other than data, and what he is paid for (a model id). */
    public record RolePayee(String payee, String subject) {}

    /**
     * Splits one fee.
     *
     * @param inferenceId the receipt's id
     * @param rolePayees payee and subject of every role but data; a role without one stays undistributed
     * @param dataSubject the Datanet version, {@code slug/v1}
     * @param dataWeights contributors' payees to weights of 0 or more; all zero leaves the data part undistributed
     */
    public static FeeSplit of(
            String inferenceId,
            RoleSplit roles,
            Map<String, RolePayee> rolePayees,
            String dataSubject,
            SortedMap<String, BigInteger> dataWeights) {
        SortedMap<Earner, BigInteger> earners = new TreeMap<>();
        dataWeights.forEach((payee, weight) -> earners.put(new Earner(payee, RoleSplit.DATA), weight));
        return ofEarners(inferenceId, roles, rolePayees, dataSubject, earners, payee -> true);
    }

    /**
     * Splits one fee, the data part over payees who wrote and payees who labelled.
     *
     * @param dataWeights weights of 0 or more, see {@link Earner#weights}; all zero leaves the data part undistributed
     * @param payable whether a payout leaf can be made for a payee; the part of any other stays undistributed
     */
    public static FeeSplit ofEarners(
            String inferenceId,
            RoleSplit roles,
            Map<String, RolePayee> rolePayees,
            String dataSubject,
            SortedMap<Earner, BigInteger> dataWeights,
            Predicate<String> payable) {
        List<Share> shares = new ArrayList<>();
        BigInteger undistributed = BigInteger.ZERO;
        for (Map.Entry<String, BigInteger> role : roles.shares().entrySet()) {
            if (role.getKey().equals(RoleSplit.DATA)) {
                BigInteger left = role.getValue();
                for (Share data : dataShares(inferenceId, dataSubject, role.getValue(), dataWeights)) {
                    if (payable.test(data.payee())) {
                        shares.add(data);
                        left = left.subtract(BigInteger.valueOf(data.share()));
                    }
                }
                undistributed = undistributed.add(left);
            } else if (rolePayees.containsKey(role.getKey())) {
                RolePayee payee = rolePayees.get(role.getKey());
                add(shares, inferenceId, payee.payee(), role.getKey(), payee.subject(), role.getValue());
            } else {
                undistributed = undistributed.add(role.getValue());
            }
        }
        Collections.sort(shares);
        return new FeeSplit(shares, undistributed.longValueExact());
    }

    private static List<Share> dataShares(
            String inferenceId, String subject, BigInteger part, SortedMap<Earner, BigInteger> dataWeights) {
        TreeMap<Earner, BigInteger> positive = new TreeMap<>();
        dataWeights.forEach((earner, weight) -> {
            if (weight.signum() < 0) {
                throw new IllegalArgumentException("weight of " + earner + " is " + weight + ", want >= 0");
            }
            if (weight.signum() > 0) {
                positive.put(earner, weight);
            }
        });
        if (positive.isEmpty()) {
            return List.of();
        }
        List<BigInteger> parts = LargestRemainder.split(part, List.copyOf(positive.values()));
        List<Share> shares = new ArrayList<>();
        int i = 0;
        for (Earner earner : positive.keySet()) {
            add(shares, inferenceId, earner.payee(), earner.role(), subject, parts.get(i++));
        }
        return shares;
    }

    private static void add(
            List<Share> shares, String inferenceId, String payee, String role, String subject, BigInteger share) {
        if (share.signum() > 0) {
            shares.add(new Share(inferenceId, payee, role, subject, share.longValueExact()));
        }
    }
}
