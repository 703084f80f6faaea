// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScorerTest {
    private static final Shape SHAPE = new Shape(3, 12, 4, 1 << 14);
    private static final BlockScorer KERNEL = new ReferenceScorer();

    @Test
    void scoresAreTheInfluenceThatDoublePrecisionComputes() {
        SeededProblem problem = SeededProblem.of(5, SHAPE, 150, 5, 30);
        NewtonTrainer.Result result = problem.train();
        InverseCurvature inverse = InverseCurvature.of(result.curvature());
        DoubleModel oracle = new DoubleModel(SHAPE, problem.rows()).train(30);
        List<LabelledRow> asked = SeededProblem.of(6, SHAPE, 20, 5, 30).rows();
        List<Query> queries = asked.stream()
                .map(row -> Query.of(result.weights(), inverse, row))
                .toList();
        long[] raw = KERNEL.score(RowBlock.of(result.weights(), problem.rows()), new QueryBlock(SHAPE, queries));
        double[][] hessian = oracle.hessian();
        for (int q = 0; q < asked.size(); q++) {
            LabelledRow question = asked.get(q);
            double[] x = DoubleModel.features(SHAPE, question.features());
            double[] v = DoubleModel.solve(hessian, oracle.rowGradient(x, question.label()));
            double[] want = new double[150];
            double size = 0;
            for (int i = 0; i < 150; i++) {
                double[] g = oracle.rowGradient(oracle.rows[i], oracle.labels[i]);
                want[i] = IntStream.range(0, g.length)
                        .mapToDouble(k -> g[k] * v[k])
                        .sum();
                size = Math.max(size, Math.abs(want[i]));
            }
            int exponent = queries.get(q).exponent() - 60 - 2 * 4 - SHAPE.inverseBits();
            for (int i = 0; i < 150; i++) {
                double real = Math.scalb((double) raw[i * 20 + q], exponent);
                assertThat(real).as("row %s query %s", i, q).isCloseTo(want[i], within(size * 1e-3));
            }
        }
    }

    @Test
    void theKernelIsExactAtTheExtremesOfTheLimits() {
        Shape shape = new Shape(3, 516, 4, 1 << 14);
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            byte[] dense = new byte[516];
            short[] vector = new short[shape.parameters()];
            boolean aligned = seed % 2 == 0;
            for (int j = 0; j < 516; j++) {
                dense[j] = (byte) (aligned || random.nextBoolean() ? 127 : -127);
            }
            for (int k = 0; k < vector.length; k++) {
                vector[k] = (short) (k >= 516 ^ (aligned || random.nextBoolean()) ? 32767 : -32767);
            }
            int[] residuals = {1 << 30, -(1 << 29), -(1 << 29)};
            RowBlock rows = RowBlock.of(shape, List.of(SparseRow.ofDense(dense)), List.of(residuals));
            QueryBlock queries = new QueryBlock(shape, List.of(Query.of(vector, 3)));
            assertThat(queries.vectors()[0]).isEqualTo(vector);
            long raw = KERNEL.score(rows, queries)[0];
            BigInteger want = naive(dense, residuals, vector);
            assertThat(BigInteger.valueOf(raw)).as("seed %s", seed).isEqualTo(want);
            BigInteger stored = want.add(BigInteger.ONE.shiftLeft(23)).shiftRight(24);
            assertThat(BigInteger.valueOf(BlockScorer.stored(raw))).isEqualTo(stored);
            assertThat(BlockScorer.stored(raw)).isBetween(-(1L << 38), 1L << 38);
        }
    }

    @Test
    void theQueryStaysInsideLongsWhenKAndFeaturesAreAsLargeAsTheyMayBe() {
        Shape shape = new Shape(2, 1024, 0, 1 << 10);
        int size = shape.parameters();
        ByteBuffer k = ByteBuffer.allocate(4 * size * size);
        for (int at = 0; at < size * size; at++) {
            int sign = (at / size < 1024) == (at % size < 1024) ? 1 : -1;
            k.putInt(sign * InverseCurvature.ENTRY_MAX);
        }
        InverseCurvature inverse = InverseCurvature.ofBytes(shape, k.array());
        byte[] dense = new byte[1024];
        Arrays.fill(dense, 0, 515, (byte) 127);
        Query query = Query.of(inverse, SparseRow.ofDense(dense), new int[] {1 << 30, -(1 << 30)}, 1);
        // Every sum is 2 * 515 * 127 * 2^20 * 2^29 / 2: the vector is one size with the sign of its class.
        assertThat(Math.abs(query.at(0))).isGreaterThan(16000);
        for (int b = 0; b < size; b++) {
            assertThat(query.at(b)).isEqualTo(b < 1024 ? query.at(0) : -query.at(0));
        }
    }

    @Test
    void anAnswerWithoutResidualHasTheZeroQuery() {
        Shape shape = new Shape(2, 2, 0, 1 << 14);
        CurvatureSums sums = new CurvatureSums(shape);
        sums.add(new int[] {1 << 29, 1 << 29}, SparseRow.ofDense(new byte[] {1, 1}));
        InverseCurvature inverse = InverseCurvature.of(sums);
        Weights certain = Weights.of(shape, new int[] {Integer.MAX_VALUE, 0, Integer.MIN_VALUE, 0});
        Query query = Query.of(certain, inverse, new LabelledRow(SparseRow.ofDense(new byte[] {127, 1}), 0));
        assertThat(query.exponent()).isZero();
        assertThat(query.vector()).containsOnly((short) 0);
        Query wrong = Query.of(certain, inverse, new LabelledRow(SparseRow.ofDense(new byte[] {127, 1}), 1));
        assertThat(wrong.vector()).contains((short) wrong.at(0)).doesNotContain(Short.MIN_VALUE);
        assertThat(Math.abs(wrong.at(0))).isBetween(16384, 32767);
    }

    @Test
    void blocksOfAnyCutAndOrderGiveTheSameScores() {
        SeededProblem problem = SeededProblem.of(7, SHAPE, 60, 5, 30);
        NewtonTrainer.Result result = problem.train();
        InverseCurvature inverse = InverseCurvature.of(result.curvature());
        List<Query> queries = problem.rows().stream()
                .limit(15)
                .map(row -> Query.of(result.weights(), inverse, row))
                .toList();
        RowBlock whole = RowBlock.of(result.weights(), problem.rows());
        long[] all = KERNEL.score(whole, new QueryBlock(SHAPE, queries));
        long[] roots = SelfInfluence.roots(whole, inverse);
        for (long seed = 0; seed < 10; seed++) {
            List<Integer> order = new ArrayList<>(IntStream.range(0, 60).boxed().toList());
            Collections.shuffle(order, new Random(seed));
            int cut = 1 + new Random(seed).nextInt(14);
            QueryBlock head = new QueryBlock(SHAPE, queries.subList(0, cut));
            QueryBlock tail = new QueryBlock(SHAPE, queries.subList(cut, 15));
            boolean right = order.parallelStream().allMatch(i -> {
                RowBlock one = RowBlock.of(result.weights(), problem.rows().subList(i, i + 1));
                long[] first = KERNEL.score(one, head);
                long[] second = KERNEL.score(one, tail);
                return Arrays.equals(first, 0, cut, all, i * 15, i * 15 + cut)
                        && Arrays.equals(second, 0, 15 - cut, all, i * 15 + cut, i * 15 + 15)
                        && SelfInfluence.roots(one, inverse)[0] == roots[i];
            });
            assertThat(right).as("seed %s", seed).isTrue();
        }
    }

    private static BigInteger naive(byte[] dense, int[] residuals, short[] vector) {
        BigInteger raw = BigInteger.ZERO;
        for (int c = 0; c < residuals.length; c++) {
            for (int j = 0; j < dense.length; j++) {
                raw = raw.add(BigInteger.valueOf((long) dense[j] * vector[c * dense.length + j])
                        .multiply(BigInteger.valueOf(residuals[c])));
            }
        }
        return raw;
    }
}
