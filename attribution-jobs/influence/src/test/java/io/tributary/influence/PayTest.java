// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PayTest {
    private static final RowsRule RULE = new RowsRule();

    @Test
    void selfInfluenceIsTheExactQuadraticForm() {
        Shape shape = new Shape(3, 12, 4, 1 << 14);
        SeededProblem problem = SeededProblem.of(8, shape, 80, 5, 30);
        NewtonTrainer.Result result = problem.train();
        InverseCurvature inverse = InverseCurvature.of(result.curvature());
        RowBlock block = RowBlock.of(result.weights(), problem.rows());
        BigInteger[] squares = SelfInfluence.squares(block, inverse);
        long[] roots = SelfInfluence.roots(block, inverse);
        for (int i = 0; i < 80; i++) {
            byte[] x = problem.rows().get(i).features().toDense();
            int[] r = result.weights().residuals(problem.rows().get(i));
            BigInteger want = BigInteger.ZERO;
            for (int a = 0; a < 36; a++) {
                for (int b = 0; b < 36; b++) {
                    want = want.add(BigInteger.valueOf((long) r[a / 12] * x[a % 12])
                            .multiply(BigInteger.valueOf((long) r[b / 12] * x[b % 12]))
                            .multiply(BigInteger.valueOf(inverse.at(a, b))));
                }
            }
            assertThat(squares[i]).as("row %s", i).isEqualTo(want).isPositive();
            BigInteger root = BigInteger.valueOf(roots[i]);
            assertThat(root.pow(2)).isLessThanOrEqualTo(want);
            assertThat(root.add(BigInteger.ONE).pow(2)).isGreaterThan(want);
        }
    }

    @Test
    void theMedianIsTheLowerOne() {
        assertThat(SelfInfluence.lowerMedian(new long[] {5, 1, 9})).isEqualTo(5);
        assertThat(SelfInfluence.lowerMedian(new long[] {9, 1, 5, 7})).isEqualTo(5);
        assertThat(SelfInfluence.lowerMedian(new long[] {3})).isEqualTo(3);
        assertThatThrownBy(() -> SelfInfluence.lowerMedian(new long[0])).hasMessageContaining("0 rows");
    }

    @Test
    void theCapShrinksRowsAboveTheMedianOnly() {
        assertThat(ScaleCap.factor(100, 0)).isEqualTo(1 << 20);
        assertThat(ScaleCap.factor(100, 100)).isEqualTo(1 << 20);
        assertThat(ScaleCap.factor(100, 200)).isEqualTo(1 << 19);
        assertThat(ScaleCap.factor(0, 1)).isZero();
        assertThat(ScaleCap.factor(0, 0)).isEqualTo(1 << 20);
        assertThat(ScaleCap.factor((1L << 58) - 1, 1L << 58)).isEqualTo((1 << 20) - 1);
        assertThat(ScaleCap.apply(1L << 38, 1 << 20)).isEqualTo(1L << 38);
        assertThat(ScaleCap.apply(-(1L << 38), 1 << 20)).isEqualTo(-(1L << 38));
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            long median = random.nextLong() >>> (6 + random.nextInt(40));
            long root = random.nextLong() >>> (6 + random.nextInt(40));
            long score = (random.nextLong() >> 25) >> random.nextInt(30);
            int factor = ScaleCap.factor(median, root);
            BigInteger want = root == 0
                    ? BigInteger.ONE.shiftLeft(20)
                    : BigInteger.valueOf(median)
                            .shiftLeft(20)
                            .divide(BigInteger.valueOf(root))
                            .min(BigInteger.ONE.shiftLeft(20));
            assertThat(factor).as("seed %s", seed).isEqualTo(want.intValueExact());
            BigInteger capped = BigInteger.valueOf(score)
                    .multiply(want)
                    .add(BigInteger.valueOf(1 << 19))
                    .shiftRight(20);
            assertThat(ScaleCap.apply(score, factor)).as("seed %s", seed).isEqualTo(capped.longValueExact());
        }
    }

    @Test
    void theNetIsExactOverTheWholeRangeOfExponents() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            BigInteger want = BigInteger.ZERO;
            HeldOutNet left = new HeldOutNet();
            HeldOutNet right = new HeldOutNet();
            for (int v = 0; v < 50; v++) {
                int exponent = Query.EXPONENT_MIN + random.nextInt(Query.EXPONENT_MAX - Query.EXPONENT_MIN + 1);
                long capped = (random.nextLong() >> 25) >> random.nextInt(38);
                want = want.add(BigInteger.valueOf(capped).shiftLeft(exponent + 19));
                (random.nextBoolean() ? left : right).add(exponent, capped);
            }
            left.merge(right);
            assertThat(left.value()).as("seed %s", seed).isEqualTo(want);
            assertThat(RULE.eligible(left)).as("seed %s", seed).isEqualTo(want.signum() > 0);
        }
    }

    @Test
    void aLargeExponentOutweighsManySmallOnesAndAZeroNetEarnsNothing() {
        HeldOutNet net = new HeldOutNet();
        net.add(40, 1);
        net.add(39, -1);
        net.add(39, -1);
        assertThat(net.sign()).isZero();
        assertThat(RULE.eligible(net)).isFalse();
        net.add(-19, 1);
        assertThat(RULE.eligible(net)).isTrue();
        net.add(-18, -1);
        assertThat(RULE.eligible(net)).isFalse();
        assertThat(RULE.standings(List.of(net, new HeldOutNet()))).containsExactly(0, 0);
    }

    @Test
    void weightsAreThePositivePartsOfEligibleRowsForAnyPartitioning() {
        for (long seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int rows = 1 + random.nextInt(40);
            int queries = 1 + random.nextInt(6);
            int payees = 1 + random.nextInt(5);
            long[] capped = random.longs((long) rows * queries, -1000, 1000).toArray();
            int[] standings = random.ints(rows, 0, 2).toArray();
            int[] payeeOf = random.ints(rows, 0, payees).toArray();
            int cut = random.nextInt(rows + 1);
            PayWeights head = new PayWeights(queries, payees);
            PayWeights tail = new PayWeights(queries, payees);
            RULE.addWeights(
                    Arrays.copyOf(capped, cut * queries),
                    Arrays.copyOf(standings, cut),
                    Arrays.copyOf(payeeOf, cut),
                    head);
            RULE.addWeights(
                    Arrays.copyOfRange(capped, cut * queries, capped.length),
                    Arrays.copyOfRange(standings, cut, rows),
                    Arrays.copyOfRange(payeeOf, cut, rows),
                    tail);
            tail.merge(head);
            for (int q = 0; q < queries; q++) {
                for (int u = 0; u < payees; u++) {
                    int query = q;
                    int payee = u;
                    long want = IntStream.range(0, rows)
                            .filter(i -> standings[i] == 1 && payeeOf[i] == payee)
                            .mapToLong(i -> Math.max(0, capped[i * queries + query]))
                            .sum();
                    assertThat(tail.at(q, u)).as("seed %s", seed).isEqualTo(want);
                }
            }
        }
    }

    @Test
    void weightsThrowRatherThanWrap() {
        PayWeights weights = new PayWeights(1, 1);
        weights.add(0, 0, Long.MAX_VALUE);
        assertThatThrownBy(() -> weights.add(0, 0, 1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> weights.add(0, 0, -1)).hasMessageContaining("weight is -1");
        assertThatThrownBy(() -> weights.add(0, 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
