// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.Payout;
import io.tributary.protocol.record.Share;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EpochAccountsTest {
    private static final RoleSplit ROLES = RoleSplit.parse("data=7000,host=1000,model=1500,platform=500");
    private static final Map<String, FeeSplit.RolePayee> ROLE_PAYEES = Map.of(
            "host", new FeeSplit.RolePayee("p-host", "m-1"),
            "model", new FeeSplit.RolePayee("p-org1", "m-1"),
            "platform", new FeeSplit.RolePayee("p-platform", "m-1"));
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

    private static List<BigInteger> big(long... values) {
        List<BigInteger> out = new ArrayList<>();
        for (long value : values) {
            out.add(BigInteger.valueOf(value));
        }
        return out;
    }

    @Test
    void unitsLeftOverGoToTheLargestRemaindersThenToTheFirst() {
        assertThat(LargestRemainder.split(BigInteger.valueOf(10), big(1, 1, 1))).isEqualTo(big(4, 3, 3));
        assertThat(LargestRemainder.split(BigInteger.valueOf(100), big(47, 16, 158, 61)))
                .isEqualTo(big(17, 6, 56, 21));
        assertThat(LargestRemainder.split(BigInteger.ZERO, big(3, 0))).isEqualTo(big(0, 0));
        assertThatThrownBy(() -> LargestRemainder.split(BigInteger.ONE, big(0, 0)))
                .hasMessage("all of 2 weights are zero");
    }

    @Test
    void aSplitConservesItsTotalAndStaysWithinOneUnitOfProportion() {
        long seed = 11;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            List<BigInteger> weights = new ArrayList<>();
            BigInteger sum = BigInteger.ZERO;
            for (int i = random.nextInt(12); i >= 0; i--) {
                weights.add(new BigInteger(random.nextInt(70), random));
                sum = sum.add(weights.get(weights.size() - 1));
            }
            if (sum.signum() == 0) {
                continue;
            }
            BigInteger total = new BigInteger(random.nextInt(63), random);
            List<BigInteger> parts = LargestRemainder.split(total, weights);
            String as = "seed " + seed + " round " + round;
            assertThat(parts.stream().reduce(BigInteger.ZERO, BigInteger::add))
                    .as(as)
                    .isEqualTo(total);
            for (int i = 0; i < parts.size(); i++) {
                BigInteger error = parts.get(i).multiply(sum).subtract(total.multiply(weights.get(i)));
                assertThat(error.abs()).as(as).isLessThan(sum);
            }
        }
    }

    @Test
    void aFeeNobodyHelpedWithLeavesTheDataPartUndistributed() {
        FeeSplit split = FeeSplit.of("q-1", ROLES, ROLE_PAYEES, "speeches/v1", new TreeMap<>());
        assertThat(split.shares()).extracting(Share::role).containsExactly("host", "model", "platform");
        assertThat(split.undistributed())
                .as("0.7 of 2^62, whose remainder .8 is the largest")
                .isEqualTo(3228180212899171533L);
    }

    @Test
    void whatNobodyCanBePaidStaysUndistributedAndNobodyElseEarnsByIt() {
        TreeMap<Earner, BigInteger> weights = new TreeMap<>();
        weights.put(new Earner("p-ada", "data"), BigInteger.valueOf(5));
        weights.put(new Earner("p-bob", "data"), BigInteger.valueOf(3));
        weights.put(new Earner("p-bob", "label"), BigInteger.ONE);
        FeeSplit all = FeeSplit.ofEarners("q-1", ROLES, ROLE_PAYEES, "speeches/v1", weights, payee -> true);
        FeeSplit lost =
                FeeSplit.ofEarners("q-1", ROLES, ROLE_PAYEES, "speeches/v1", weights, payee -> !payee.equals("p-bob"));
        assertThat(lost.shares())
                .containsExactlyElementsOf(all.shares().stream()
                        .filter(share -> !share.payee().equals("p-bob"))
                        .toList());
        assertThat(lost.undistributed())
                .isEqualTo(all.undistributed()
                        + all.shares().stream()
                                .filter(share -> share.payee().equals("p-bob"))
                                .mapToLong(Share::share)
                                .sum())
                .isPositive();
    }

    @Test
    void payoutsAndUndistributedAreTheFeesWhateverTheWeights() {
        long seed = 23;
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            List<EpochAccounts.SplitFee> fees = fees(random);
            EpochAccounts accounts = EpochAccounts.close("net", 1, "usd", fees, PAYEES);
            long pool =
                    fees.stream().mapToLong(EpochAccounts.SplitFee::feeMicros).sum();
            long paid = accounts.payouts().stream().mapToLong(Payout::amount).sum();
            String as = "seed " + seed + " round " + round;
            assertThat(paid + accounts.undistributedMicros()).as(as).isEqualTo(pool);
            assertThat(accounts.payouts()).as(as).isSorted().allMatch(payout -> payout.amount() > 0);
            assertThat(accounts.shares()).as(as).isSorted().doesNotHaveDuplicates();
            assertWithinOneMicro(as, fees, accounts);
            Collections.shuffle(fees, random);
            assertThat(EpochAccounts.close("net", 1, "usd", fees, PAYEES))
                    .as(as)
                    .isEqualTo(accounts);
        }
    }

    private static List<EpochAccounts.SplitFee> fees(Random random) {
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        for (int q = random.nextInt(6); q >= 0; q--) {
            TreeMap<String, BigInteger> weights = new TreeMap<>();
            for (int u = random.nextInt(5); u > 0; u--) {
                weights.put("p-" + random.nextInt(9), new BigInteger(random.nextInt(60), random));
            }
            FeeSplit split = FeeSplit.of("q-" + q, ROLES, ROLE_PAYEES, "speeches/v1", weights);
            fees.add(new EpochAccounts.SplitFee(random.nextInt(5_000), split));
        }
        return fees;
    }

    /** The oracle: the same claims by decimal arithmetic of 60 digits. */
    private static void assertWithinOneMicro(String as, List<EpochAccounts.SplitFee> fees, EpochAccounts accounts) {
        Map<String, BigDecimal> claims = new TreeMap<>();
        for (EpochAccounts.SplitFee fee : fees) {
            for (Share share : fee.split().shares()) {
                BigDecimal part = BigDecimal.valueOf(fee.feeMicros())
                        .multiply(BigDecimal.valueOf(share.share()))
                        .divide(new BigDecimal(FeeSplit.WHOLE));
                claims.merge(share.payee() + " " + share.role() + " " + share.subject(), part, BigDecimal::add);
            }
        }
        for (Payout payout : accounts.payouts()) {
            BigDecimal claim = claims.get(payout.payee() + " " + payout.role() + " " + payout.subject());
            assertThat(claim.subtract(BigDecimal.valueOf(payout.amount())).abs())
                    .as(as)
                    .isLessThan(BigDecimal.ONE);
        }
    }

    @Test
    void aRoleSplitThatIsNoWholeIsRefused() {
        assertThatThrownBy(() -> RoleSplit.parse("data=7000,host=2000"))
                .hasMessageContaining("sums to 9000, want 10000");
        assertThatThrownBy(() -> RoleSplit.parse("data=5000,data=5000")).hasMessageContaining("names data twice");
        String endless = "data=1" + ",data=1".repeat(100_000);
        assertThatThrownBy(() -> RoleSplit.parse(endless))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("in at most 500");
        assertThat(RoleSplit.parse("model=1500,data=8500").format()).isEqualTo("data=8500,model=1500");
    }
}
