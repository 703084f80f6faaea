// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PayTest {
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
            assertThat(left.sign()).as("seed %s", seed).isEqualTo(want.signum());
        }
    }

    @Test
    void aLargeExponentOutweighsManySmallOnesAndAZeroNetEarnsNothing() {
        HeldOutNet net = new HeldOutNet();
        net.add(40, 1);
        net.add(39, -1);
        net.add(39, -1);
        assertThat(net.sign()).isZero();
        net.add(-19, 1);
        assertThat(net.sign()).isOne();
        net.add(-18, -1);
        assertThat(net.sign()).isEqualTo(-1);
    }

    @Test
    void weightsAreExactBeyondALongAndNeverWrap() {
        PayWeights weights = new PayWeights(1, 2);
        weights.add(0, 0, 1L << 62, 1L << 62);
        weights.add(0, 0, 3, 5);
        assertThat(weights.at(0, 0)).isEqualTo(BigInteger.ONE.shiftLeft(124).add(BigInteger.valueOf(15)));
        assertThat(weights.at(0, 1)).isZero();
        PayWeights more = new PayWeights(1, 2);
        more.merge(weights);
        more.merge(weights);
        assertThat(more.at(0, 0)).isEqualTo(weights.at(0, 0).shiftLeft(1));
        for (int i = 0; i < 5; i++) {
            more.merge(weights);
        }
        assertThatThrownBy(() -> more.merge(weights)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> weights.add(0, 0, -1, 1)).hasMessageContaining("-1 times 1");
        assertThatThrownBy(() -> weights.add(0, 2, 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
