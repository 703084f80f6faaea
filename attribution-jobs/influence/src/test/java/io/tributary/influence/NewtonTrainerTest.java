// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewtonTrainerTest {
    private static final Shape SHAPE = new Shape(3, 12, 4, 1 << 14);

    @Test
    void eightStepsFromZeroReachTheMinimumThatDoublePrecisionFinds() {
        for (long seed = 0; seed < 5; seed++) {
            SeededProblem problem = SeededProblem.of(seed, SHAPE, 150, 5, 30);
            NewtonTrainer.Result result = problem.train();
            assertThat(result.certificate().holds()).as("seed %s", seed).isTrue();
            DoubleModel oracle = new DoubleModel(SHAPE, problem.rows()).train(30);
            int[] theta = result.weights().toArray();
            for (int k = 0; k < theta.length; k++) {
                assertThat(theta[k] * 0x1p-23).as("seed %s", seed).isCloseTo(oracle.theta[k], within(2e-6));
            }
            double least = oracle.loss();
            DoubleModel trained = at(result.weights(), problem.rows());
            assertThat(trained.loss()).as("seed %s", seed).isCloseTo(least, within(1e-11));
            for (double coordinate : trained.gradient()) {
                assertThat(Math.abs(coordinate)).as("seed %s", seed).isLessThan(0x1p-20);
            }
        }
    }

    @Test
    void theIntegerGradientIsThatOfTheLoss() {
        for (long seed = 10; seed < 15; seed++) {
            SeededProblem problem = SeededProblem.of(seed, SHAPE, 80, 6, 40);
            Random random = new Random(seed);
            Weights weights = Weights.of(
                    SHAPE, random.ints(SHAPE.parameters(), -(1 << 22), 1 << 22).toArray());
            BigInteger[] gradient =
                    NewtonTrainer.sums(weights, problem.rows()).gradient().gradient(weights);
            double[] oracle = at(weights, problem.rows()).gradient();
            for (int k = 0; k < oracle.length; k++) {
                double real =
                        gradient[k].doubleValue() * 0x1p-47 / problem.rows().size();
                assertThat(real).as("seed %s", seed).isCloseTo(oracle[k], within(1e-7));
            }
        }
    }

    @Test
    void theCertificateRefusesWeightsThatAreNotAnOptimum() {
        SeededProblem problem = SeededProblem.of(20, SHAPE, 150, 5, 30);
        int[] theta = problem.train().weights().toArray();
        theta[4] += 1 << 10;
        Weights moved = Weights.of(SHAPE, theta);
        Certificate certificate =
                Certificate.of(moved, NewtonTrainer.sums(moved, problem.rows()).gradient());
        assertThat(certificate.holds()).isFalse();
        assertThat(certificate.bound())
                .isEqualTo(BigInteger.valueOf(150L * 1024).shiftLeft(17));
        BigInteger bound = certificate.bound();
        assertThat(new Certificate(bound, bound).holds()).isTrue();
        assertThat(new Certificate(bound.add(BigInteger.ONE), bound).holds()).isFalse();
    }

    @Test
    void anyPartitioningOrderAndThreadCountTrainsTheSameBits() {
        for (long seed = 30; seed < 34; seed++) {
            SeededProblem problem = SeededProblem.of(seed, SHAPE, 120, 5, 30);
            NewtonTrainer.Result alone = problem.train();
            Random random = new Random(seed);
            NewtonTrainer.Result spread =
                    NewtonTrainer.train(Weights.zero(SHAPE), weights -> scattered(weights, problem.rows(), random));
            assertThat(spread.weights()).as("seed %s", seed).isEqualTo(alone.weights());
            assertThat(InverseCurvature.of(spread.curvature()).sha256())
                    .as("seed %s", seed)
                    .isEqualTo(InverseCurvature.of(alone.curvature()).sha256());
        }
    }

    @Test
    void anAnchoredStartIsRefinedToACertifiedOptimum() {
        SeededProblem problem = SeededProblem.of(40, SHAPE, 150, 5, 30);
        DoubleModel rough = new DoubleModel(SHAPE, problem.rows()).train(4);
        int[] start = new int[SHAPE.parameters()];
        for (int k = 0; k < start.length; k++) {
            start[k] = (int) Math.rint(rough.theta[k] * (1 << 23));
        }
        NewtonTrainer.Result result = NewtonTrainer.train(Weights.of(SHAPE, start), problem.rows());
        assertThat(result.certificate().holds()).isTrue();
        assertThat(result.weights()).isNotEqualTo(Weights.of(SHAPE, start));
        int[] fromZero = problem.train().weights().toArray();
        int[] fromStart = result.weights().toArray();
        for (int k = 0; k < start.length; k++) {
            assertThat(fromStart[k]).isCloseTo(fromZero[k], within(8));
        }
    }

    @Test
    void whereWrongLabelsMakeFullStepsFailShortenedOnesReachTheMinimumOfALineSearch() {
        Shape shape = new Shape(4, 6, 4, 1 << 10);
        int failed = 0;
        for (long seed = 50; seed < 80; seed++) {
            List<LabelledRow> rows = withWrongLabels(seed, shape, 60, 5);
            Weights zero = Weights.zero(shape);
            Optional<NewtonTrainer.Result> full =
                    NewtonTrainer.fullSteps(zero, weights -> NewtonTrainer.sums(weights, rows));
            NewtonTrainer.Result result = NewtonTrainer.train(zero, rows);
            assertThat(result.certificate().holds()).as("seed %s", seed).isTrue();
            if (full.isPresent() && full.get().certificate().holds()) {
                assertThat(result.weights())
                        .as("seed %s", seed)
                        .isEqualTo(full.get().weights());
                continue;
            }
            failed++;
            DoubleModel oracle = new DoubleModel(shape, rows).trainWithLineSearch(60);
            int[] theta = result.weights().toArray();
            for (int k = 0; k < theta.length; k++) {
                assertThat(theta[k] * 0x1p-23).as("seed %s", seed).isCloseTo(oracle.theta[k], within(2e-4));
            }
        }
        assertThat(failed).isGreaterThan(5);
    }

    @Test
    void shortenedStepsTrainTheSameBitsForAnyPartitioning() {
        Shape shape = new Shape(4, 6, 4, 1 << 10);
        for (long seed = 50; seed < 54; seed++) {
            List<LabelledRow> rows = withWrongLabels(seed, shape, 60, 5);
            Random random = new Random(seed);
            assertThat(NewtonTrainer.train(Weights.zero(shape), weights -> scattered(weights, rows, random))
                            .weights())
                    .as("seed %s", seed)
                    .isEqualTo(NewtonTrainer.train(Weights.zero(shape), rows).weights());
        }
    }

    @Test
    void aStartFromWhichAFullStepLeavesTheRangeOfAWeightIsTrainedByShorterSteps() {
        Shape shape = new Shape(2, 3, 0, 1 << 10);
        List<LabelledRow> rows = List.of(
                new LabelledRow(SparseRow.ofDense(new byte[] {127, 0, 1}), 0),
                new LabelledRow(SparseRow.ofDense(new byte[] {0, 127, 1}), 1));
        Weights start = Weights.of(shape, new int[] {-(1 << 27), 0, 0, 1 << 27, 0, 0});
        assertThat(NewtonTrainer.fullSteps(start, weights -> NewtonTrainer.sums(weights, rows)))
                .isEmpty();
        NewtonTrainer.Result result = NewtonTrainer.train(start, rows);
        assertThat(result.certificate().holds()).isTrue();
    }

    /** The first rows have another label than their features tell. */
    private static List<LabelledRow> withWrongLabels(long seed, Shape shape, int count, int wrong) {
        Random random = new Random(seed);
        List<LabelledRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(shape.classes());
            byte[] dense = new byte[shape.dimension()];
            for (int j = 0; j < dense.length - 1; j++) {
                dense[j] = (byte) (random.nextInt(3) == 0 ? random.nextInt(100) : 0);
            }
            dense[label] = (byte) Math.min(127, dense[label] + 100);
            dense[dense.length - 1] = 16;
            int given = i < wrong ? (label + 1 + random.nextInt(shape.classes() - 1)) % shape.classes() : label;
            rows.add(new LabelledRow(SparseRow.ofDense(dense), given));
        }
        return rows;
    }

    @Test
    void sumsStayExactAtTheExtremesOfTheLimits() {
        Shape shape = new Shape(2, 516, 7, 1 << 20);
        byte[] dense = new byte[516];
        Arrays.fill(dense, (byte) -127);
        SparseRow row = SparseRow.ofDense(dense);
        GradientSums gradient = new GradientSums(shape);
        CurvatureSums curvature = new CurvatureSums(shape);
        gradient.add(new int[] {1 << 30, -(1 << 30)}, row);
        curvature.add(new int[] {1 << 29, 1 << 29}, row);
        // Doubling 25 times makes n = 2^25 equal rows.
        for (int doubling = 0; doubling < 25; doubling++) {
            gradient.merge(gradient);
            curvature.merge(curvature);
        }
        int[] theta = new int[shape.parameters()];
        Arrays.fill(theta, Integer.MIN_VALUE);
        BigInteger rows = BigInteger.ONE.shiftLeft(25);
        BigInteger sum = rows.multiply(BigInteger.valueOf(-127)).shiftLeft(30);
        BigInteger want = sum.shiftLeft(10)
                .add(rows.multiply(BigInteger.valueOf(1 << 20)).multiply(BigInteger.valueOf(Integer.MIN_VALUE)));
        assertThat(gradient.gradient(Weights.of(shape, theta))[0]).isEqualTo(want);
        double[][] matrix = curvature.assemble();
        BigInteger block = rows.multiply(BigInteger.valueOf(127 * 127)).shiftLeft(22);
        BigInteger ridge = rows.multiply(BigInteger.valueOf(1 << 20)).shiftLeft(14);
        assertThat(matrix[0][0]).isEqualTo(block.add(ridge).doubleValue());
        assertThat(matrix[0][1]).isEqualTo(block.doubleValue());
        assertThat(matrix[0][516]).isEqualTo(block.negate().doubleValue());
    }

    private static StepSums scattered(Weights weights, List<LabelledRow> rows, Random random) {
        int parts = 1 + random.nextInt(9);
        List<List<LabelledRow>> partitions = new ArrayList<>();
        IntStream.range(0, parts).forEach(p -> partitions.add(new ArrayList<>()));
        List<LabelledRow> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);
        shuffled.forEach(row -> partitions.get(random.nextInt(parts)).add(row));
        StepSums total = new StepSums(weights.shape());
        partitions.parallelStream()
                .map(part -> NewtonTrainer.sums(weights, part))
                .toList()
                .forEach(total::merge);
        return total;
    }

    private static DoubleModel at(Weights weights, List<LabelledRow> rows) {
        DoubleModel model = new DoubleModel(weights.shape(), rows);
        int[] theta = weights.toArray();
        for (int k = 0; k < theta.length; k++) {
            model.theta[k] = theta[k] * 0x1p-23;
        }
        return model;
    }
}
