// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.record.DepositUse;
import io.tributary.protocol.record.Payout;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an adjustment pays, against sums written down one after the other. */
class AdjustmentTest {
    private static final long ADJUSTED = 3;
    private static final long EPOCH = 5;
    private static final RoleSplit ROLES = RoleSplit.parse("data=7000,host=1000,model=1500,platform=500");
    private static final EpochAccounts.Payees PAYEES = new EpochAccounts.Payees() {
        @Override
        public String payeeKey(String payee) {
            return "ab".repeat(32);
        }

        @Override
        public String salt(String payee, byte[] saltInput) {
            return HexFormat.of().formatHex(payee.getBytes(StandardCharsets.UTF_8)) + "cd".repeat(16);
        }
    };

    @Test
    void eachPayeeGetsWhatIsRightLessWhatWasClaimed() {
        long seed = 31;
        Random random = new Random(seed);
        int[] seen = new int[4];
        for (int round = 0; round < 600; round++) {
            String as = "seed " + seed + " round " + round;
            EpochAccounts right = right(random);
            List<Payout> claimed = claimed(random, right, seen);
            EpochAccounts adjustment = EpochAccounts.adjustment("net", EPOCH, "usd", right, claimed, PAYEES);

            List<String> want = new ArrayList<>();
            long settled = 0;
            for (Payout payout : right.payouts()) {
                long had = claimedOf(claimed, payout);
                settled += Math.min(had, payout.amount());
                if (payout.amount() > had) {
                    want.add(describe(payout) + (payout.amount() - had));
                }
            }
            assertThat(adjustment.payouts())
                    .as(as)
                    .isSorted()
                    .allMatch(payout -> payout.reason().equals("adjustment") && payout.epoch() == EPOCH)
                    .extracting(payout -> describe(payout) + payout.amount())
                    .containsExactlyElementsOf(want);
            assertThat(adjustment.paidMicros() + settled + adjustment.undistributedMicros())
                    .as(as)
                    .isEqualTo(right.poolMicros());
            assertThat(adjustment.undistributedMicros()).as(as).isEqualTo(right.undistributedMicros());
            assertThat(adjustment.sharesTree().root())
                    .as(as)
                    .isEqualTo(right.sharesTree().root());

            Collections.shuffle(claimed, random);
            assertThat(EpochAccounts.adjustment("net", EPOCH, "usd", right, claimed, PAYEES))
                    .as(as)
                    .isEqualTo(adjustment);
        }
        assertThat(seen).as("no claim, less, as much, more").doesNotContain(0);
    }

    @Test
    void nothingClaimedPaysEverythingAndEverythingClaimedPaysNothing() {
        EpochAccounts right = right(new Random(7));
        EpochAccounts all = EpochAccounts.adjustment("net", EPOCH, "usd", right, List.of(), PAYEES);
        assertThat(all.paidMicros()).isEqualTo(right.paidMicros()).isPositive();
        assertThat(all.payoutsTree().root()).isNotEqualTo(right.payoutsTree().root());

        EpochAccounts none = EpochAccounts.adjustment("net", EPOCH, "usd", right, right.payouts(), PAYEES);
        assertThat(none.payouts()).isEmpty();
        assertThat(none.poolMicros()).isEqualTo(right.undistributedMicros());
    }

    @Test
    void aClaimThatNoRightNumberCouldHoldPaysNothingAndBreaksNothing() {
        EpochAccounts right = right(new Random(7));
        Payout first = right.payouts().get(0);
        List<Payout> claimed = List.of(
                with(first, Payout.REASON_INFERENCE, Long.MAX_VALUE),
                with(first, Payout.REASON_ADJUSTMENT, Long.MAX_VALUE));
        EpochAccounts adjustment = EpochAccounts.adjustment("net", EPOCH, "usd", right, claimed, PAYEES);
        assertThat(adjustment.payouts()).hasSize(right.payouts().size() - 1);
        assertThat(adjustment.paidMicros()).isEqualTo(right.paidMicros() - first.amount());
    }

    @Test
    void aRegularEpochTakesItsFeesAndAnAdjustmentItsPoolInProportion() {
        long seed = 47;
        Random random = new Random(seed);
        for (int round = 0; round < 600; round++) {
            String as = "seed " + seed + " round " + round;
            EpochAccounts right = right(random);
            Map<String, Long> fees = dealt(random, right.poolMicros());
            assertThat(amounts(right.deposits(fees))).as(as).isEqualTo(withoutZeros(fees));

            EpochAccounts adjustment =
                    EpochAccounts.adjustment("net", EPOCH, "usd", right, claimed(random, right, new int[4]), PAYEES);
            List<DepositUse> uses = adjustment.deposits(fees);
            assertThat(amounts(uses)).as(as).isEqualTo(cut(fees, right.poolMicros(), adjustment.poolMicros()));
            assertThat(uses).as(as).allMatch(use -> use.amount() <= fees.get(use.depositId()));
            assertThat(uses.stream().mapToLong(DepositUse::amount).sum()).as(as).isEqualTo(adjustment.poolMicros());
        }
    }

    @Test
    void depositsOfEqualFeesAreServedInTheOrderOfTheirIds() {
        EpochAccounts one = new EpochAccounts(List.of(), List.of(), 1, 0, 1);
        assertThat(one.deposits(Map.of("d-b", 10L, "d-a", 10L))).containsExactly(new DepositUse("d-a", 1));
    }

    private static EpochAccounts right(Random random) {
        Map<String, FeeSplit.RolePayee> rolePayees = new TreeMap<>();
        rolePayees.put("host", new FeeSplit.RolePayee("p-3", "m-1"));
        if (random.nextBoolean()) {
            rolePayees.put("model", new FeeSplit.RolePayee("p-org", "m-1"));
        }
        List<EpochAccounts.SplitFee> fees = new ArrayList<>();
        for (int q = random.nextInt(6); q >= 0; q--) {
            TreeMap<String, BigInteger> weights = new TreeMap<>();
            for (int u = 1 + random.nextInt(5); u > 0; u--) {
                weights.put("p-" + random.nextInt(9), new BigInteger(random.nextInt(60), random));
            }
            FeeSplit split = FeeSplit.of("q-" + q, ROLES, rolePayees, "speeches/v" + (1 + random.nextInt(2)), weights);
            fees.add(new EpochAccounts.SplitFee(1 + random.nextInt(5_000), split));
        }
        return EpochAccounts.close("net", ADJUSTED, "usd", fees, PAYEES);
    }

    /** Claims under one or two superseded epochs; {@code seen} counts how they compare with what is right. */
    private static List<Payout> claimed(Random random, EpochAccounts right, int[] seen) {
        List<Payout> claimed = new ArrayList<>();
        for (Payout payout : right.payouts()) {
            int kind = random.nextInt(4);
            seen[kind]++;
            if (kind == 0) {
                continue;
            }
            long sum = kind == 1
                    ? random.nextInt((int) payout.amount())
                    : payout.amount() + (kind == 3 ? 1 + random.nextInt(900) : 0);
            long first = random.nextInt((int) sum + 1);
            claimed.add(with(payout, Payout.REASON_INFERENCE, first));
            claimed.add(with(payout, Payout.REASON_ADJUSTMENT, sum - first));
        }
        if (!right.payouts().isEmpty() && random.nextBoolean()) {
            Payout stranger = right.payouts().get(0);
            claimed.add(new Payout(
                    "net",
                    ADJUSTED,
                    "p-stranger",
                    stranger.payeeKey(),
                    "data",
                    Payout.REASON_INFERENCE,
                    stranger.subject(),
                    77,
                    "usd",
                    stranger.salt()));
        }
        return claimed;
    }

    private static Payout with(Payout payout, String reason, long amount) {
        return new Payout(
                "net",
                reason.equals(Payout.REASON_INFERENCE) ? ADJUSTED : ADJUSTED + 1,
                payout.payee(),
                payout.payeeKey(),
                payout.role(),
                reason,
                payout.subject(),
                amount,
                "usd",
                payout.salt());
    }

    private static long claimedOf(List<Payout> claimed, Payout right) {
        long sum = 0;
        for (Payout leaf : claimed) {
            if (describe(leaf).equals(describe(right))) {
                sum += leaf.amount();
            }
        }
        return sum;
    }

    private static String describe(Payout payout) {
        return payout.payee() + " " + payout.role() + " " + payout.subject() + " ";
    }

    /** Deals a sum over a few deposits, some of which get nothing. */
    private static Map<String, Long> dealt(Random random, long sum) {
        Map<String, Long> fees = new TreeMap<>();
        long left = sum;
        for (int i = random.nextInt(4); i > 0; i--) {
            long part = random.nextInt((int) left + 1);
            fees.put("d-" + i, part);
            left -= part;
        }
        fees.put("d-last", left);
        return fees;
    }

    /** The largest remainder method in decimals, unit by unit. */
    private static Map<String, Long> cut(Map<String, Long> fees, long whole, long pool) {
        MathContext digits = new MathContext(60);
        Map<String, Long> parts = new TreeMap<>();
        Map<String, BigDecimal> rests = new TreeMap<>();
        long given = 0;
        for (Map.Entry<String, Long> fee : fees.entrySet()) {
            BigDecimal exact = BigDecimal.valueOf(pool)
                    .multiply(BigDecimal.valueOf(fee.getValue()))
                    .divide(BigDecimal.valueOf(whole), digits);
            long floor = BigInteger.valueOf(pool)
                    .multiply(BigInteger.valueOf(fee.getValue()))
                    .divide(BigInteger.valueOf(whole))
                    .longValueExact();
            parts.put(fee.getKey(), floor);
            rests.put(fee.getKey(), exact.subtract(BigDecimal.valueOf(floor)));
            given += floor;
        }
        for (; given < pool; given++) {
            String largest = "";
            for (String deposit : rests.keySet()) {
                if (largest.isEmpty() || rests.get(deposit).compareTo(rests.get(largest)) > 0) {
                    largest = deposit;
                }
            }
            parts.merge(largest, 1L, Long::sum);
            rests.put(largest, BigDecimal.valueOf(-1));
        }
        return withoutZeros(parts);
    }

    private static Map<String, Long> amounts(List<DepositUse> uses) {
        Map<String, Long> amounts = new TreeMap<>();
        uses.forEach(use -> amounts.put(use.depositId(), use.amount()));
        return amounts;
    }

    private static Map<String, Long> withoutZeros(Map<String, Long> amounts) {
        Map<String, Long> positive = new TreeMap<>(amounts);
        positive.values().removeIf(amount -> amount == 0);
        return positive;
    }
}
