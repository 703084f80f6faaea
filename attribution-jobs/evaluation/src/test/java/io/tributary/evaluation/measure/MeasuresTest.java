// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.evaluation.method.FloatInfluence;
import io.tributary.evaluation.method.IntegerInfluence;
import io.tributary.evaluation.method.Problem;
import io.tributary.evaluation.reference.RealRows;
import io.tributary.evaluation.reference.Retraining;
import io.tributary.evaluation.reference.Subsets;
import io.tributary.influence.LabelledRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final int HALVES = 40;

    private static DataSet data;
    private static Problem problem;
    private static SubsetTruth truth;
    private static double[][] integers;

    @BeforeAll
    static void retrainOnHalvesOfThreeHundredDigits() {
        data = DataFolder.ofCheckout().read(DataSetName.DIGITS, 3).limited(300, 60);
        problem = Problem.of(data.shape(), DataSet.rows(data.train()), DataSet.rows(data.queries()), 3);
        List<int[]> halves = Subsets.halves(300, HALVES, 3);
        truth = new SubsetTruth(
                halves, problem.real().lossesWith(halves, problem.askedRows(), Retraining.TOLERANCE, count -> {}));
        integers = new IntegerInfluence().scores(problem);
    }

    @Test
    void theScoreIsSpearmansFormulaOverSumsAndLosses() {
        double mean = 0;
        for (int q = 0; q < 60; q++) {
            double squares = 0;
            for (int m = 0; m < HALVES; m++) {
                double difference = rank(predicted(q), m) - rank(happened(q), m);
                squares += difference * difference;
            }
            mean += (1 - 6 * squares / (HALVES * (double) (HALVES * HALVES - 1))) / 60;
        }
        Estimate estimate = truth.score(integers);
        assertThat(estimate.mean()).isCloseTo(mean, Offset.offset(1e-12)).isGreaterThan(0.85);
        assertThat(estimate.halfWidth()).isBetween(0.001, 0.03);
    }

    private static double[] predicted(int q) {
        return truth.subsets().stream()
                .mapToDouble(half ->
                        IntStream.of(half).mapToDouble(i -> integers[i][q]).sum())
                .toArray();
    }

    private static double[] happened(int q) {
        return Arrays.stream(truth.losses()).mapToDouble(losses -> -losses[q]).toArray();
    }

    private static int rank(double[] values, int at) {
        return (int) Arrays.stream(values).filter(value -> value < values[at]).count();
    }

    @Test
    void integersAndFloatsDifferByLessThanTheBound() {
        double floats = truth.score(new FloatInfluence().scores(problem)).mean();
        assertThat(truth.score(integers).mean()).isCloseTo(floats, Offset.offset(0.005));
    }

    @Test
    void aWrongSignOrRowsOutOfOrderAreSeen() {
        double right = truth.score(integers).mean();
        double[][] negated = Arrays.stream(integers)
                .map(row -> Arrays.stream(row).map(score -> -score).toArray())
                .toArray(double[][]::new);
        assertThat(truth.score(negated).mean()).isCloseTo(-right, Offset.offset(1e-12));
        List<double[]> rows = new ArrayList<>(List.of(integers));
        Collections.shuffle(rows, new Random(1));
        double permuted = truth.score(rows.toArray(double[][]::new)).mean();
        assertThat(Math.abs(permuted)).isLessThan(0.1);
    }

    @Test
    void scoresMadeFromShuffledLabelsPredictNothing() {
        List<LabelledRow> shuffled = Labels.shuffled(problem.train(), 3);
        assertThat(shuffled.stream().map(LabelledRow::features))
                .isEqualTo(problem.train().stream().map(LabelledRow::features).toList());
        Problem control = Problem.of(data.shape(), shuffled, problem.asked(), 3);
        double mean = truth.score(new IntegerInfluence().scores(control)).mean();
        assertThat(Math.abs(mean)).isLessThan(0.1);
    }

    @Test
    void leavingSingleRowsOutIsForeseen() {
        int[] rows = IntStream.range(0, 30).map(k -> 10 * k).toArray();
        List<int[]> without =
                IntStream.of(rows).mapToObj(left -> Subsets.without(300, left)).toList();
        LeaveOneOutTruth left = new LeaveOneOutTruth(
                rows, problem.real().lossesWith(without, problem.askedRows(), Retraining.TOLERANCE_FINE, count -> {}));
        assertThat(left.score(integers).mean()).isGreaterThan(0.95);
    }

    @Test
    void wrongLabelsAmongTheDigitsAreFound() {
        DataSet digits = DataFolder.ofCheckout().read(DataSetName.DIGITS, 1);
        Labels.Flipped flipped = Labels.flipTenth(DataSet.rows(digits.train()), 10, 1);
        for (int i = 0; i < 1200; i++) {
            assertThat(flipped.rows().get(i).label() != digits.train().get(i).label())
                    .isEqualTo(flipped.wrong()[i]);
        }
        Problem spoilt = Problem.of(
                digits.shape(), flipped.rows(), DataSet.rows(digits.queries()).subList(0, 1), 1);
        assertThat(Ranks.areaUnderCurve(new IntegerInfluence().self(spoilt), flipped.wrong()))
                .isGreaterThanOrEqualTo(0.99);
    }

    @Test
    void theAreaUnderTheCurveCountsPairs() {
        double[] values = {0.1, 0.4, 0.4, 0.8, 0.2};
        boolean[] marked = {false, true, false, true, false};
        // Of six pairs five are in order and one is a tie.
        assertThat(Ranks.areaUnderCurve(values, marked)).isCloseTo(5.5 / 6, Offset.offset(1e-12));
        assertThatThrownBy(() -> Ranks.areaUnderCurve(values, new boolean[5])).hasMessageContaining("0 of 5");
        assertThat(Ranks.correlation(new double[] {1, 1, 1}, new double[] {1, 2, 3}))
                .isZero();
    }

    @Test
    void leavingUsefulRowsOutHurtsMoreThanChance() {
        RealRows test = RealRows.of(data.shape(), DataSet.rows(data.test()));
        RemovalCurve useful = RemovalCurve.of(problem.real(), test, RemovalCurve.worth(integers), count -> {});
        RemovalCurve chance =
                RemovalCurve.of(problem.real(), test, new Random(5).doubles(300).toArray(), count -> {});
        assertThat(useful.losses().get(0)).isEqualTo(chance.losses().get(0));
        for (int at = 1; at < 6; at++) {
            assertThat(useful.losses().get(at)).isGreaterThan(chance.losses().get(at));
        }
    }
}
