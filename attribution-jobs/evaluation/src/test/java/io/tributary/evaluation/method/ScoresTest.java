// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.evaluation.Sample;
import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.evaluation.pay.MixedContributors;
import io.tributary.evaluation.reference.RealRows;
import io.tributary.evaluation.reference.Retraining;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Weights;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static final DataSet DATA = Sample.threeDigits(90, 12, 1);
    private static final Problem PROBLEM =
            Problem.of(DATA.shape(), DataSet.rows(DATA.train()), DataSet.rows(DATA.queries()), 1);

    /** Ten copies of all rows, then one row once more or once less: a small change of its weight, retrained from scratch. */
    @Test
    void aFloatScoreIsWhatTheLossLosesWhenTheRowWeighsMore() {
        double[][] scores = new FloatInfluence().scores(PROBLEM);
        Retraining model = PROBLEM.real();
        RealRows asked = PROBLEM.askedRows();
        double lambda = DATA.shape().lambdaQ24() / (double) (1 << 24);
        int copies = 10;
        for (int i = 0; i < 90; i += 9) {
            double[] more = asked.losses(model.retrain(copies(copies, i, 1), Retraining.TOLERANCE_FINE));
            double[] less = asked.losses(model.retrain(copies(copies, i, -1), Retraining.TOLERANCE_FINE));
            for (int q = 0; q < asked.size(); q++) {
                double[] gradient = new double[model.theta().length];
                asked.addOuter(asked.residual(model.theta(), q), q, gradient);
                // A mean over one row more also weakens the ridge by one part in n.
                double ridge = lambda * dot(model.solve(gradient), model.theta());
                double want = -(more[q] - less[q]) * copies * 90 / 2 - ridge;
                assertThat(scores[i][q])
                        .as("row %s, query %s", i, q)
                        .isCloseTo(want, Offset.offset(0.01 * Math.abs(want) + 1e-4));
            }
        }
    }

    private static int[] copies(int copies, int row, int change) {
        return IntStream.range(0, 90)
                .flatMap(i -> IntStream.generate(() -> i).limit(copies + (i == row ? change : 0)))
                .toArray();
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(k -> a[k] * b[k]).sum();
    }

    @Test
    void theCommittedIntegersAreTheFloatScoresInAnotherUnit() {
        double[][] integers = new IntegerInfluence().scores(PROBLEM);
        double[][] floats = new FloatInfluence().scores(PROBLEM);
        double unit = sum(integers) / sum(floats);
        for (int q = 0; q < 12; q++) {
            double difference = 0;
            double size = 0;
            for (int i = 0; i < 90; i++) {
                difference += Math.abs(integers[i][q] / unit - floats[i][q]);
                size += Math.abs(floats[i][q]);
            }
            assertThat(difference / size).as("query %s", q).isLessThan(1e-3);
        }
    }

    private static double sum(double[][] rows) {
        return Stream.of(rows)
                .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(q -> Math.abs(row[q])))
                .sum();
    }

    @Test
    void gradientProductsAreThoseOfTheWholeGradients() {
        RealRows train = PROBLEM.real().rows();
        RealRows asked = PROBLEM.askedRows();
        double[] theta = PROBLEM.real().theta();
        double[][] dots = GradientProduct.GRAD_DOT.scores(PROBLEM);
        double[][] cosines = GradientProduct.GRAD_COS.scores(PROBLEM);
        for (int i = 0; i < 90; i += 7) {
            double[] row = new double[theta.length];
            train.addOuter(train.residual(theta, i), i, row);
            for (int q = 0; q < 12; q++) {
                double[] answer = new double[theta.length];
                asked.addOuter(asked.residual(theta, q), q, answer);
                assertThat(dots[i][q]).isCloseTo(dot(row, answer), Offset.offset(1e-12));
                assertThat(cosines[i][q])
                        .isCloseTo(
                                dot(row, answer) / Math.sqrt(dot(row, row) * dot(answer, answer)), Offset.offset(1e-9));
            }
        }
    }

    @Test
    void everyMethodScoresEveryPairAndRepeatsItself() {
        for (Method method : Methods.all()) {
            double[][] scores = method.scores(PROBLEM);
            assertThat(scores.length).as(method.id()).isEqualTo(90);
            assertThat(scores[0]).as(method.id()).hasSize(12);
            assertThat(method.self(PROBLEM)).as(method.id()).hasSize(90);
            assertThat(method.scores(PROBLEM)).as(method.id()).isDeepEqualTo(scores);
        }
        assertThat(Methods.named(List.of("rps", "integer")).stream().map(Method::id))
                .containsExactly("integer", "rps");
        assertThatThrownBy(() -> Methods.named(List.of("shapley")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("method is 'shapley', want some of integer, float, trak-10");
    }

    /** Full steps from zero run away on these rows, as an assertion makes sure; shortened ones end at the optimum that L-BFGS finds. */
    @Test
    void trainingEndsCertifiedEvenWhereFullStepsRunAway() {
        DataSet dealt = MixedContributors.of(DataFolder.ofCheckout().read(DataSetName.DIGITS, 6), 6)
                .data();
        List<LabelledRow> rows = DataSet.rows(dealt.train());
        assertThat(NewtonTrainer.fullSteps(Weights.zero(dealt.shape()), weights -> NewtonTrainer.sums(weights, rows))
                        .filter(result -> result.certificate().holds()))
                .isEmpty();
        CommittedModel model = CommittedModel.train(dealt.shape(), rows);
        double[] theta = Retraining.of(dealt.shape(), rows).theta();
        int[] weights = model.weights().toArray();
        for (int k = 0; k < theta.length; k++) {
            assertThat(weights[k] / (double) (1 << 23)).isCloseTo(theta[k], Offset.offset(1e-4));
        }
    }
}
