// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.money.Earner;
import io.tributary.protocol.money.EpochAccounts;
import io.tributary.protocol.money.FeeSplit;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nothing is made or lost between scores and micro-units, whichever rule turns scores into weights. */
class ConservationTest {
    private static final int EPOCHS = 100_000;
    private static final int DEALS = 200;
    private static final long SEED = 41;
    private static final RoleSplit ROLES = RoleSplit.parse("data=7000,host=1000,model=1500,platform=500");
    private static final Map<String, FeeSplit.RolePayee> ROLE_PAYEES =
            Map.of("host", new FeeSplit.RolePayee("p-host", "m-1"), "model", new FeeSplit.RolePayee("c-0", "m-1"));
    private static final CreditLine LINE = new CreditLine(List.of(
            new CreditLine.Part("c-0", "data", 4_999),
            new CreditLine.Part("c-9", "data", 2_001),
            new CreditLine.Part("c-9", "label", 3_000)));
    private static final EpochAccounts.Payees PAYEES = new EpochAccounts.Payees() {
        @Override
        public String payeeKey(String payee) {
            return "ab".repeat(32);
        }

        @Override
        public String salt(String payee, byte[] saltInput) {
            return "cd".repeat(16);
        }
    };

    @Test
    void payoutsAndUndistributedAreTheFeesInEachOfAHundredThousandEpochs() {
        Random random = new Random(SEED);
        List<Bundles> deals = deals(random);
        int undistributed = 0;
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            Bundles bundles = deals.get(epoch % DEALS);
            PayRule rule = PayRule.ALL.get(epoch % DEALS % PayRule.ALL.size());
            List<EpochAccounts.SplitFee> fees = fees(random, rule, bundles);
            EpochAccounts accounts = EpochAccounts.close("net", 1, "usd", fees, PAYEES);
            BigInteger pool = fees.stream()
                    .map(fee -> BigInteger.valueOf(fee.feeMicros()))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            BigInteger paid = accounts.payouts().stream()
                    .map(payout -> BigInteger.valueOf(payout.amount()))
                    .reduce(BigInteger.ZERO, BigInteger::add);
            // Messages are made only where they are needed: there are a great many epochs.
            if (!paid.add(BigInteger.valueOf(accounts.undistributedMicros())).equals(pool)
                    || accounts.payouts().stream().mapToLong(Payout::amount).anyMatch(amount -> amount <= 0)) {
                assertThat(paid).as("seed %s epoch %s", SEED, epoch).isEqualTo(pool);
            }
            for (EpochAccounts.SplitFee fee : fees) {
                BigInteger whole = fee.split().shares().stream()
                        .map(share -> BigInteger.valueOf(share.share()))
                        .reduce(BigInteger.valueOf(fee.split().undistributed()), BigInteger::add);
                if (!whole.equals(BigInteger.ONE.shiftLeft(62))) {
                    assertThat(whole).as("seed %s epoch %s", SEED, epoch).isEqualTo(BigInteger.ONE.shiftLeft(62));
                }
                boolean data = fee.split().shares().stream()
                        .anyMatch(share -> share.role().equals("data"));
                undistributed += data ? 0 : 1;
            }
        }
        assertThat(undistributed).as("answers that nobody helped with").isBetween(1_000, 100_000);
    }

    /** Every other one of another rule. */
    private static List<Bundles> deals(Random random) {
        List<Bundles> deals = new ArrayList<>();
        for (int deal = 0; deal < DEALS; deal++) {
            List<OwnedRow> rows = new ArrayList<>();
            int contributors = 1 + random.nextInt(4);
            for (int i = random.nextInt(16); i >= 0; i--) {
                rows.add(new OwnedRow("c-" + random.nextInt(contributors), "row-" + i));
            }
            LotSeed seed = new LotSeed(String.format("%064x", deal));
            deals.add(PayRule.ALL.get(deal % PayRule.ALL.size()).deal(seed, rows));
        }
        return deals;
    }

    private static List<EpochAccounts.SplitFee> fees(Random random, PayRule rule, Bundles bundles) {
        int queries = random.nextInt(4);
        int items = 1 + random.nextInt(3);
        Standings standings = new Standings(bundles);
        standings.add(sums(random, bundles, items), random.ints(items, -19, 59).toArray());
        int contributors = bundles.contributors().size();
        BundleSums asked = sums(random, bundles, queries);
        PayWeights weights = PayWeights.of(
                rule,
                ScoreLimits.of(
                        rule,
                        IntStream.range(0, queries).mapToLong(asked::total).toArray(),
                        bundles.rows()),
                asked,
                standings.by(rule),
                IntStream.range(0, contributors).toArray(),
                contributors);
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        for (int q = 0; q < queries; q++) {
            TreeMap<String, BigInteger> byOwner = new TreeMap<>(Share.BYTEWISE);
            for (int u = 0; u < contributors; u++) {
                boolean lined = random.nextInt(4) == 0;
                byOwner.merge(lined ? LINE.id() : bundles.contributors().get(u), weights.at(q, u), BigInteger::add);
            }
            FeeSplit split = FeeSplit.ofEarners(
                    "q-" + q,
                    ROLES,
                    ROLE_PAYEES,
                    "speeches/v1",
                    Earner.weights(byOwner, Map.of(LINE.id(), LINE), payee -> payee),
                    payee -> true);
            fees.add(new EpochAccounts.SplitFee(random.nextLong() >>> (4 + random.nextInt(60)), split));
        }
        return fees;
    }

    private static BundleSums sums(Random random, Bundles bundles, int queries) {
        BundleSums sums = new BundleSums(bundles, queries);
        for (int q = 0; q < queries; q++) {
            int bits = random.nextInt(48);
            for (int row = 0; row < bundles.rows(); row++) {
                sums.add(row, q, random.nextInt(20) == 0 ? 1L << 38 : (random.nextLong() >> 25) >> bits);
            }
        }
        return sums;
    }
}
