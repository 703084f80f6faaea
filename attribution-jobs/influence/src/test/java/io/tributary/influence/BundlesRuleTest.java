// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.duplicate.TextPrint;
import io.tributary.protocol.merkle.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BundlesRuleTest {
    private static final long MAX = 1L << 38;
    private static final BundlesRule RULE = new BundlesRule();

    /** A model version with its scores, drawn from a seed; sizes of scores differ by orders of magnitude. */
    private record Case(
            String seed,
            List<String> contributors,
            List<String> rowIds,
            long[][] held,
            int[] exponents,
            long[][] asked) {
        static Case draw(long number) {
            Random random = new Random(number);
            int contributors = 1 + random.nextInt(5);
            List<String> owners = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int u = 0; u < contributors; u++) {
                int rows = random.nextInt(4) == 0 ? 1 + random.nextInt(3) : 1 + random.nextInt(35);
                for (int i = 0; i < rows; i++) {
                    owners.add("c-" + u);
                    ids.add("c-" + u + "/label/" + String.format("%06d", i));
                }
            }
            int items = 1 + random.nextInt(12);
            return new Case(
                    PlainBundles.sha256("seed " + number),
                    owners,
                    ids,
                    scores(random, ids.size(), items),
                    random.ints(items, Query.EXPONENT_MIN, Query.EXPONENT_MAX + 1)
                            .toArray(),
                    scores(random, ids.size(), 1 + random.nextInt(4)));
        }

        private static long[][] scores(Random random, int rows, int queries) {
            long[][] scores = new long[rows][queries];
            for (int q = 0; q < queries; q++) {
                int kind = random.nextInt(6);
                int bits = random.nextInt(38);
                for (long[] row : scores) {
                    row[q] = switch (kind) {
                        case 0 -> 0;
                        case 1 -> random.nextBoolean() ? MAX : -MAX;
                        case 2 -> MAX;
                        default -> (random.nextLong() >> 25) >> bits;
                    };
                }
            }
            return scores;
        }

        List<OwnedRow> owned() {
            return IntStream.range(0, rowIds.size())
                    .mapToObj(i -> new OwnedRow(contributors.get(i), rowIds.get(i)))
                    .toList();
        }
    }

    @Test
    void lotsStandingsAndWeightsAreThoseOfTheFormulas() {
        for (long number = 0; number < 400; number++) {
            Case drawn = Case.draw(number);
            PlainBundles plain = new PlainBundles(drawn.seed(), drawn.contributors(), drawn.rowIds());
            plain.judge(drawn.held(), drawn.exponents());
            Bundles bundles = RULE.deal(new LotSeed(drawn.seed()), drawn.owned());
            assertThat(rowsOf(bundles)).as("case %s", number).isEqualTo(plain.bundles());

            Standings standings = new Standings(bundles);
            standings.add(sums(bundles, drawn.held(), drawn.exponents().length), drawn.exponents());
            int[] by = standings.by(RULE);
            assertThat(IntStream.of(by).mapToObj(BigInteger::valueOf))
                    .as("case %s", number)
                    .isEqualTo(plain.standings());

            assertWeights(number, plain, bundles, by, drawn.asked(), RULE);
            assertWeights(number, plain, bundles, by, drawn.asked(), BundlesRule.limited());
            Bundles rooted = BundlesRule.rooted().deal(new LotSeed(drawn.seed()), drawn.owned());
            assertThat(rowsOf(rooted)).as("case %s", number).isEqualTo(rowsOf(bundles));
            assertWeights(number, plain, rooted, by, drawn.asked(), BundlesRule.rooted());
            int[] answering = standings.by(BundlesRule.answering());
            assertThat(IntStream.of(answering).mapToObj(BigInteger::valueOf))
                    .as("case %s", number)
                    .isEqualTo(plain.answeringStandings());
            assertWeights(number, plain, rooted, answering, drawn.asked(), BundlesRule.answering());
        }
    }

    private static void assertWeights(
            long number, PlainBundles plain, Bundles bundles, int[] standings, long[][] asked, PayRule rule) {
        int answers = asked[0].length;
        long[] sizes = new long[answers];
        for (long[] row : asked) {
            for (int q = 0; q < answers; q++) {
                sizes[q] += Math.abs(row[q]);
            }
        }
        ScoreLimits limits = ScoreLimits.of(rule, sizes, asked.length);
        BundleSums sums = new BundleSums(bundles, answers);
        for (int i = 0; i < asked.length; i++) {
            for (int q = 0; q < answers; q++) {
                sums.add(i, q, limits.cut(q, asked[i][q]));
            }
        }
        int payees = bundles.contributors().size();
        PayWeights weights = PayWeights.of(
                rule, limits, sums, standings, IntStream.range(0, payees).toArray(), payees);
        long[][] counted = rule.meansMax().isEmpty() ? asked : PlainBundles.cut(asked);
        for (int q = 0; q < answers; q++) {
            Map<String, BigInteger> want = rule.rated()
                    ? plain.rootedWeights(
                            asked,
                            q,
                            IntStream.of(standings)
                                    .mapToObj(BigInteger::valueOf)
                                    .toList(),
                            rule.id().equals("bundles/v3")
                                    ? PlainBundles::squareRootRate
                                    : PlainBundles::fourthRootRate)
                    : plain.weights(counted, q);
            for (int u = 0; u < payees; u++) {
                assertThat(weights.at(q, u))
                        .as("case %s, %s, answer %s, payee %s", number, rule.id(), q, u)
                        .isEqualTo(want.get(bundles.contributors().get(u)));
            }
        }
    }

    @Test
    void theGoldenVectorsOfTheSpecificationHold() {
        Vectors vectors = Vectors.read("../pay/bundles.txt");
        LotSeed seed = LotSeed.of(Hash.ofHex(vectors.text("root")), vectors.words("salts"));
        assertThat(seed.hex()).isEqualTo(vectors.text("seed"));
        List<OwnedRow> rows = new ArrayList<>();
        for (int i = 0; i < vectors.count("row"); i++) {
            List<String> words = vectors.words("row." + i);
            rows.add(new OwnedRow(words.get(0), words.get(1)));
        }
        Bundles bundles = RULE.deal(seed, rows);
        assertThat(bundles.count()).isEqualTo(vectors.count("bundle"));
        BundleSums held = new BundleSums(bundles, vectors.ints("exponents").length);
        long[] sizes = new long[3];
        for (int i = 0; i < rows.size(); i++) {
            held.add(i, vectors.longs("held." + i));
            for (int q = 0; q < sizes.length; q++) {
                sizes[q] += Math.abs(vectors.longs("asked." + i)[q]);
            }
        }
        Standings standings = new Standings(bundles);
        standings.add(held, vectors.ints("exponents"));
        for (int bundle = 0; bundle < bundles.count(); bundle++) {
            BundleNet net = standings.net(bundle);
            assertThat(rowsOf(bundles).get(bundle))
                    .as("bundle %s", bundle)
                    .containsExactlyInAnyOrderElementsOf(IntStream.of(vectors.ints("bundle." + bundle))
                            .boxed()
                            .toList());
            assertThat(List.of(
                            net.influence().value().toString(),
                            Long.toString(net.normalised()),
                            Long.toString(net.positive()),
                            Integer.toString(RULE.standing(net))))
                    .as("bundle %s", bundle)
                    .isEqualTo(vectors.words("judged." + bundle));
        }
        assertGolden(vectors, "weight", RULE, bundles, standings.by(RULE), sizes);
        BundlesRule limited = BundlesRule.limited();
        assertGolden(vectors, "limited", limited, bundles, standings.by(limited), sizes);
        BundlesRule rooted = BundlesRule.rooted();
        assertGolden(vectors, "rooted", rooted, rooted.deal(seed, rows), standings.by(rooted), sizes);
        BundlesRule answering = BundlesRule.answering();
        for (int bundle = 0; bundle < bundles.count(); bundle++) {
            assertThat(standings.by(answering)[bundle])
                    .as("bundle %s", bundle)
                    .isEqualTo(vectors.ints("answering." + bundle)[0]);
        }
        assertGolden(vectors, "answered", answering, answering.deal(seed, rows), standings.by(answering), sizes);
    }

    private static void assertGolden(
            Vectors vectors, String name, PayRule rule, Bundles bundles, int[] standings, long[] sizes) {
        ScoreLimits limits = ScoreLimits.of(rule, sizes, bundles.rows());
        BundleSums asked = new BundleSums(bundles, sizes.length);
        for (int i = 0; i < bundles.rows(); i++) {
            for (int q = 0; q < sizes.length; q++) {
                asked.add(i, q, limits.cut(q, vectors.longs("asked." + i)[q]));
            }
        }
        int payees = bundles.contributors().size();
        PayWeights weights = PayWeights.of(
                rule, limits, asked, standings, IntStream.range(0, payees).toArray(), payees);
        for (int q = 0; q < sizes.length; q++) {
            for (int u = 0; u < payees; u++) {
                String key = name + "." + q + "." + bundles.contributors().get(u);
                assertThat(weights.at(q, u)).as(key).isEqualTo(new BigInteger(vectors.text(key)));
            }
        }
    }

    @Test
    void aPassageIsBlankOnTheQuestionsThatItRepeatsAndNoOthers() {
        Random random = new Random(3);
        List<List<String>> questions = new ArrayList<>();
        for (int q = 0; q < 40; q++) {
            questions.add(random.ints(20 + random.nextInt(120), 0, 3000)
                    .mapToObj(word -> "w" + word)
                    .toList());
        }
        QuestionPrints prints = new QuestionPrints(questions);
        int repeated = 0;
        for (int i = 0; i < 200; i++) {
            List<String> passage = new ArrayList<>(questions.get(random.nextInt(40)));
            int changes = random.nextInt(passage.size() / 4);
            for (int change = 0; change < changes; change++) {
                passage.set(random.nextInt(passage.size()), "other" + change);
            }
            BitSet want = new BitSet();
            for (int q = 0; q < 40; q++) {
                want.set(q, TextPrint.repeats(String.join(" ", passage), String.join(" ", questions.get(q))));
            }
            assertThat(prints.repeatedBy(passage)).as("passage %s", i).isEqualTo(want);
            assertThat(RULE.blanks(prints, passage)).isEqualTo(want);
            assertThat(new RowsRule().blanks(prints, passage).isEmpty()).isTrue();
            repeated += want.cardinality();
        }
        assertThat(repeated).isBetween(50, 150);
    }

    @Test
    void orderBlocksAndMergesChangeNothing() {
        for (long number = 1000; number < 1060; number++) {
            Case drawn = Case.draw(number);
            Random random = new Random(number);
            List<Integer> order = new ArrayList<>(
                    IntStream.range(0, drawn.rowIds().size()).boxed().toList());
            Collections.shuffle(order, random);
            Bundles sorted = RULE.deal(new LotSeed(drawn.seed()), drawn.owned());
            Bundles shuffled = RULE.deal(
                    new LotSeed(drawn.seed()),
                    order.stream().map(drawn.owned()::get).toList());
            int items = drawn.exponents().length;
            Standings whole = new Standings(sorted);
            whole.add(sums(sorted, drawn.held(), items), drawn.exponents());

            int cut = random.nextInt(items + 1);
            Standings parts = new Standings(shuffled);
            addInTwoHands(parts, shuffled, drawn, order, cut, items, random);
            addInTwoHands(parts, shuffled, drawn, order, 0, cut, random);
            assertThat(parts.by(RULE)).as("case %s", number).containsExactly(whole.by(RULE));
        }
    }

    private static void addInTwoHands(
            Standings standings, Bundles bundles, Case drawn, List<Integer> order, int from, int to, Random random) {
        BundleSums left = new BundleSums(bundles, to - from);
        BundleSums right = new BundleSums(bundles, to - from);
        for (int i = 0; i < order.size(); i++) {
            BundleSums hand = random.nextBoolean() ? left : right;
            for (int v = from; v < to; v++) {
                hand.add(i, v - from, drawn.held()[order.get(i)][v]);
            }
        }
        left.merge(right);
        standings.add(left, java.util.Arrays.copyOfRange(drawn.exponents(), from, to));
    }

    @Test
    void everyRowIsInOneBundleOfEachLotAndNoBundleHasTwoOwners() {
        Case drawn = Case.draw(77);
        Bundles bundles = RULE.deal(new LotSeed(drawn.seed()), drawn.owned());
        Map<Integer, Integer> rows = new HashMap<>();
        for (int lot = 0; lot < 4; lot++) {
            for (int i = 0; i < drawn.rowIds().size(); i++) {
                int bundle = bundles.bundle(lot, i);
                rows.merge(bundle, 1, Integer::sum);
                assertThat(bundles.lot(bundle)).isEqualTo(lot);
                assertThat(bundles.contributors().get(bundles.contributor(bundle)))
                        .isEqualTo(drawn.contributors().get(i));
            }
        }
        assertThat(rows).hasSize(bundles.count());
        rows.forEach((bundle, size) -> assertThat(bundles.size(bundle)).isEqualTo(size));
    }

    @Test
    void theScalesAreSquareRootsRoundedDown() {
        List<OwnedRow> rows = new ArrayList<>();
        for (int k = 1; k <= 10; k++) {
            for (int i = 0; i < k; i++) {
                rows.add(new OwnedRow("c-" + k, "c-" + k + "/" + i));
            }
        }
        Bundles bundles = RULE.deal(new LotSeed("ab".repeat(32)), rows);
        for (int bundle = 0; bundle < bundles.count(); bundle++) {
            BigInteger scale = BigInteger.valueOf(bundles.scale(bundle));
            BigInteger target = BigInteger.valueOf(bundles.size(bundle)).shiftLeft(32);
            assertThat(scale.pow(2).multiply(BigInteger.TEN)).isLessThanOrEqualTo(target);
            assertThat(scale.add(BigInteger.ONE).pow(2).multiply(BigInteger.TEN))
                    .isGreaterThan(target);
        }
    }

    @Test
    void quotientsAreExactAtTheExtremes() {
        long[] totals = {1, 2, 3, 10 * MAX, (1L << 61) - 1, 1L << 61, (1L << 61) + 1, 1L << 62};
        long[] sums = {0, 1, 2, 3, (1L << 31) - 1, 1L << 31, (1L << 31) + 1, 10 * MAX, 1L << 61, 1L << 62};
        for (long total : totals) {
            for (long size : sums) {
                for (long sum : new long[] {size, -size}) {
                    if (size > total) {
                        continue;
                    }
                    BigInteger got = BigInteger.valueOf(BundleNet.normalised(sum, total));
                    BigInteger twice = BigInteger.valueOf(total).shiftLeft(1);
                    BigInteger exact = BigInteger.valueOf(sum).shiftLeft(31);
                    assertThat(got.multiply(twice).subtract(BigInteger.valueOf(total)))
                            .as("%s of %s", sum, total)
                            .isLessThanOrEqualTo(exact);
                    assertThat(got.multiply(twice).add(BigInteger.valueOf(total)))
                            .isGreaterThan(exact);
                }
            }
        }
        assertThatThrownBy(() -> new BundleNet().add(0, 5, 4)).hasMessageContaining("the sum 5 of a total of 4");
    }

    @Test
    void theLargestWeightsAreExact() {
        List<OwnedRow> rows = IntStream.range(0, 10)
                .mapToObj(i -> new OwnedRow("c", "c/" + i))
                .toList();
        Bundles bundles = RULE.deal(new LotSeed("00".repeat(32)), rows);
        long[][] scores = new long[10][1];
        for (long[] row : scores) {
            row[0] = MAX;
        }
        Standings standings = new Standings(bundles);
        standings.add(sums(bundles, scores, 1), new int[] {Query.EXPONENT_MAX});
        assertThat(standings.by(RULE)).containsOnly(1 << 16);
        ScoreLimits limits = ScoreLimits.of(BundlesRule.rooted(), new long[] {10 * MAX}, 10);
        BundleSums sums = sums(bundles, scores, 1);
        PayWeights weights = PayWeights.of(RULE, limits, sums, standings.by(RULE), new int[] {0}, 1);
        assertThat(weights.at(0, 0)).isEqualTo(BigInteger.valueOf(40).shiftLeft(32 + 38));
        PayWeights rooted = PayWeights.of(BundlesRule.rooted(), limits, sums, standings.by(RULE), new int[] {0}, 1);
        assertThat(rooted.at(0, 0))
                .as("2^12 / sqrt(10) is 1295.3")
                .isEqualTo(BigInteger.valueOf(40 * 1295).shiftLeft(32 + 38));
    }

    @Test
    void allZeroInfluenceGivesNoWeightAndNoStanding() {
        Case drawn = Case.draw(5);
        for (PayRule rule : PayRule.ALL) {
            Bundles bundles = rule.deal(new LotSeed(drawn.seed()), drawn.owned());
            BundleSums none = sums(bundles, new long[drawn.rowIds().size()][3], 3);
            Standings standings = new Standings(bundles);
            standings.add(none, new int[] {1, 2, 3});
            assertThat(standings.by(rule)).containsOnly(0);
            int payees = bundles.contributors().size();
            PayWeights weights = PayWeights.of(
                    rule, ScoreLimits.of(rule, new long[3], 1), none, standings.by(rule), new int[payees], 1);
            assertThat(weights.at(2, 0)).isZero();
        }
    }

    @Test
    void badRowsAreRefusedInOneSentence() {
        List<OwnedRow> rows = List.of(new OwnedRow("c", "c/0"), new OwnedRow("c", "c/1"));
        Bundles bundles = RULE.deal(new LotSeed("00".repeat(32)), rows);
        BundleSums sums = new BundleSums(bundles, 3);
        assertThatThrownBy(() -> sums.add(1, new long[] {1, 2}))
                .hasMessage("row 1 has 2 scores, want 3, one per query");
        assertThatThrownBy(() -> sums.add(0, 2, MAX + 1)).hasMessageContaining("want at most 2^38 in size");
        assertThatThrownBy(() -> sums.add(0, 2, Long.MIN_VALUE)).hasMessageContaining("want at most 2^38 in size");
        assertThatThrownBy(() -> RULE.deal(
                        new LotSeed("00".repeat(32)), List.of(new OwnedRow("c", "c/0"), new OwnedRow("c", "c/0"))))
                .hasMessage("row c/0 is there twice");
        assertThatThrownBy(() ->
                        PayWeights.of(RULE, ScoreLimits.of(RULE, new long[3], 2), sums, new int[1], new int[1], 1))
                .hasMessageContaining("got 1 standings and 1 contributors, want 4 and 1");
        assertThatThrownBy(() -> new LotSeed("00")).hasMessageContaining("want 64 lower-case hex digits");
    }

    @Test
    void theSeedDependsOnTheRowsAndOnEverySalt() {
        Hash root = Hash.sha256(new byte[] {1});
        String salt = "0f".repeat(16);
        LotSeed seed = LotSeed.of(root, List.of(salt, salt));
        assertThat(seed.hex())
                .isEqualTo(
                        PlainBundles.sha256("tributary/lot-seed/v1\n" + root.hex() + "\n" + salt + "\n" + salt + "\n"));
        assertThat(LotSeed.of(Hash.sha256(new byte[] {2}), List.of(salt, salt))).isNotEqualTo(seed);
        assertThat(LotSeed.of(root, List.of(salt))).isNotEqualTo(seed);
    }

    @Test
    void rulesAreFoundByTheirNames() {
        assertThat(PayRule.find("rows/v1")).containsInstanceOf(RowsRule.class);
        assertThat(PayRule.find("bundles/v1")).containsInstanceOf(BundlesRule.class);
        assertThat(PayRule.find("bundles/v2").map(PayRule::meansMax)).contains(OptionalInt.of(1));
        assertThat(PayRule.find("bundles/v3").map(PayRule::rated)).contains(true);
        assertThat(PayRule.find("bundles/v4")).isPresent();
        assertThat(PayRule.find("bundles/v5")).isEmpty();
    }

    private static BundleSums sums(Bundles bundles, long[][] scores, int queries) {
        BundleSums sums = new BundleSums(bundles, queries);
        for (int i = 0; i < scores.length; i++) {
            sums.add(i, scores[i]);
        }
        return sums;
    }

    private static List<List<Integer>> rowsOf(Bundles bundles) {
        List<List<Integer>> rows = new ArrayList<>();
        for (int bundle = 0; bundle < bundles.count(); bundle++) {
            rows.add(new ArrayList<>());
        }
        for (int i = 0; i < bundles.rows(); i++) {
            for (int lot = 0; lot < bundles.lots(); lot++) {
                rows.get(bundles.bundle(lot, i)).add(i);
            }
        }
        return rows;
    }
}
