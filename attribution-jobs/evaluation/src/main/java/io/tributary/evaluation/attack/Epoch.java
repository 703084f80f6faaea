// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.PayWeights;
import io.tributary.protocol.money.FeeSplit;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One epoch's money, split by the protocol's own code: for each question the exact shares of its fee.
 *
 * @param receipts the questions
 * @param splits how the fee of each is split
 */
public record Epoch(List<Receipt> receipts, List<FeeSplit> splits) {
    /** How fees fall to roles in this market. */
    public static final RoleSplit ROLES = RoleSplit.parse("data=7000,host=1000,model=1500,platform=500");

    /** Requires a split for each question. */
    public Epoch {
        receipts = List.copyOf(receipts);
        splits = List.copyOf(splits);
        if (receipts.size() != splits.size()) {
            throw new IllegalArgumentException(splits.size() + " splits, want " + receipts.size());
        }
    }

    /** Splits the fees of a market by a rule. */
    public static Epoch of(ScoredMarket market, RuleUnderTest rule) {
        PayWeights weights = rule.weights(market);
        List<Receipt> receipts = market.trained().market().receipts();
        List<FeeSplit> splits = new ArrayList<>();
        for (int q = 0; q < receipts.size(); q++) {
            SortedMap<String, BigInteger> data = new TreeMap<>(Share.BYTEWISE);
            for (int u = 0; u < market.contributors().size(); u++) {
                data.put(market.contributors().get(u), weights.at(q, u));
            }
            Map<String, FeeSplit.RolePayee> others = Map.of(
                    "host", new FeeSplit.RolePayee(receipts.get(q).host(), "model"),
                    "model", new FeeSplit.RolePayee("trainer", "model"),
                    "platform", new FeeSplit.RolePayee("platform", "model"));
            splits.add(FeeSplit.of("question-" + q, ROLES, others, "market/v1", data));
        }
        return new Epoch(receipts, splits);
    }

    /** What these payees earn in one role from the questions that {@code which} selects, in units of 2^-62 micro-units, exact. */
    public BigInteger earned(Set<String> payees, String role, Predicate<Receipt> which) {
        BigInteger earned = BigInteger.ZERO;
        for (int q = 0; q < receipts.size(); q++) {
            if (!which.test(receipts.get(q))) {
                continue;
            }
            BigInteger fee = BigInteger.valueOf(receipts.get(q).feeMicros());
            for (Share share : splits.get(q).shares()) {
                if (share.role().equals(role) && payees.contains(share.payee())) {
                    earned = earned.add(fee.multiply(BigInteger.valueOf(share.share())));
                }
            }
        }
        return earned;
    }

    /** Sum of the fees that {@code which} selects, in units of 2^-62 micro-units. */
    public BigInteger fees(Predicate<Receipt> which) {
        BigInteger fees = BigInteger.ZERO;
        for (Receipt receipt : receipts) {
            fees = fees.add(which.test(receipt) ? BigInteger.valueOf(receipt.feeMicros()) : BigInteger.ZERO);
        }
        return fees.multiply(FeeSplit.WHOLE);
    }
}
