// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From rows to weights of payees, against vectors that an independent implementation wrote. */
class ModelVectorsTest {
    private static final int PAYEES = 4;

    @ParameterizedTest
    @ValueSource(strings = {"model-a.txt", "model-b.txt"})
    void aModelItsScoresAndItsPayAreThoseOfTheVectors(String name) {
        Vectors vectors = Vectors.read(name);
        Shape shape = new Shape(
                vectors.number("classes"), vectors.number("dimension"), vectors.number("fx"), vectors.number("lambda"));
        List<LabelledRow> rows = rows(vectors, "row");
        List<LabelledRow> held = rows(vectors, "heldout");

        Weights weights = Weights.zero(shape);
        for (int step = 1; step <= NewtonTrainer.STEPS; step++) {
            weights = NewtonStep.of(weights, NewtonTrainer.sums(weights, rows))
                    .taken(0)
                    .orElseThrow();
            assertThat(weights.sha256()).as("step %s", step).isEqualTo(vectors.text("theta." + step));
        }
        assertThat(weights.toArray()).containsExactly(vectors.ints("theta"));
        StepSums last = NewtonTrainer.sums(weights, rows);
        Certificate certificate = Certificate.of(weights, last.gradient());
        assertThat(certificate.largest()).isEqualTo(new BigInteger(vectors.text("gradient")));
        InverseCurvature inverse = InverseCurvature.of(last.curvature());
        assertThat(IntStream.range(0, shape.parameters())
                        .map(k -> inverse.at(k, k))
                        .toArray())
                .containsExactly(vectors.ints("kdiagonal"));
        assertThat(inverse.sha256()).isEqualTo(vectors.text("khash"));
        assertPay(vectors, weights, inverse, rows, held);
    }

    @Test
    void whereFullStepsFailTheWeightsAreThoseOfShortenedSteps() {
        Vectors vectors = Vectors.read("model-c.txt");
        Shape shape = new Shape(
                vectors.number("classes"), vectors.number("dimension"), vectors.number("fx"), vectors.number("lambda"));
        List<LabelledRow> rows = rows(vectors, "row");

        List<String> path = new ArrayList<>();
        NewtonTrainer.fullSteps(Weights.zero(shape), weights -> {
            path.add(weights.sha256());
            return NewtonTrainer.sums(weights, rows);
        });
        for (int step = 1; step < path.size(); step++) {
            assertThat(path.get(step)).as("step %s", step).isEqualTo(vectors.text("full." + step));
        }
        assertThat(path).hasSize(NewtonTrainer.STEPS + 1);

        NewtonTrainer.Result result = NewtonTrainer.train(Weights.zero(shape), rows);
        assertThat(result.weights().toArray()).containsExactly(vectors.ints("theta"));
        assertThat(result.certificate().holds()).isTrue();
        assertThat(result.certificate().largest()).isEqualTo(new BigInteger(vectors.text("gradient")));
        assertThat(InverseCurvature.of(result.curvature()).sha256()).isEqualTo(vectors.text("khash"));
    }

    private static void assertPay(
            Vectors vectors,
            Weights weights,
            InverseCurvature inverse,
            List<LabelledRow> rows,
            List<LabelledRow> held) {
        RowBlock block = RowBlock.of(weights, rows);
        long[] roots = SelfInfluence.roots(block, inverse);
        assertThat(roots).containsExactly(vectors.longs("sigma"));
        long median = SelfInfluence.lowerMedian(roots);
        assertThat(median).isEqualTo(vectors.longs("median")[0]);
        int[] caps = Arrays.stream(roots)
                .mapToInt(root -> ScaleCap.factor(median, root))
                .toArray();
        assertThat(caps).containsExactly(vectors.ints("caps"));

        List<OwnedRow> owned = IntStream.range(0, rows.size())
                .mapToObj(i -> new OwnedRow("payee-" + i % PAYEES, String.format("row-%04d", i)))
                .toList();
        RowsRule rule = new RowsRule();
        Bundles alone = rule.deal(new LotSeed("00".repeat(32)), owned);
        Standings standings = new Standings(alone);
        for (int v = 0; v < held.size(); v++) {
            Query query = Query.of(weights, inverse, held.get(v));
            assertThat(query.vector()).as("item %s", v).isEqualTo(shorts(vectors.ints("vector." + v)));
            assertThat(query.exponent()).as("item %s", v).isEqualTo(vectors.number("exponent." + v));
            long[] raw = new ReferenceScorer().score(block, new QueryBlock(weights.shape(), List.of(query)));
            assertThat(raw).as("item %s", v).containsExactly(vectors.longs("raw." + v));
            standings.add(sums(alone, raw, caps, 1), new int[] {query.exponent()});
        }
        assertThat(IntStream.range(0, rows.size())
                        .mapToObj(i -> standings
                                .net(alone.bundle(0, i))
                                .influence()
                                .value()
                                .toString()))
                .isEqualTo(vectors.words("nets"));
        int[] may = standings.by(rule);
        assertThat(IntStream.range(0, rows.size())
                        .map(i -> may[alone.bundle(0, i)])
                        .toArray())
                .containsExactly(vectors.ints("eligible"));

        List<Query> answers = held.stream()
                .map(item -> new LabelledRow(item.features(), weights.predict(item.features())))
                .map(answer -> Query.of(weights, inverse, answer))
                .toList();
        long[] raw = new ReferenceScorer().score(block, new QueryBlock(weights.shape(), answers));
        PayWeights paid = PayWeights.of(
                rule,
                ScoreLimits.of(rule, new long[answers.size()], rows.size()),
                sums(alone, raw, caps, answers.size()),
                may,
                IntStream.range(0, PAYEES).toArray(),
                PAYEES);
        for (int q = 0; q < answers.size(); q++) {
            int query = q;
            assertThat(IntStream.range(0, PAYEES)
                            .mapToLong(u -> paid.at(query, u).longValueExact())
                            .toArray())
                    .as("answer %s", q)
                    .containsExactly(vectors.longs("paid." + q));
        }
    }

    private static BundleSums sums(Bundles bundles, long[] raw, int[] caps, int queries) {
        BundleSums sums = new BundleSums(bundles, queries);
        for (int at = 0; at < raw.length; at++) {
            sums.add(at / queries, at % queries, ScaleCap.apply(BlockScorer.stored(raw[at]), caps[at / queries]));
        }
        return sums;
    }

    private static List<LabelledRow> rows(Vectors vectors, String prefix) {
        List<LabelledRow> rows = new ArrayList<>();
        for (int i = 0; i < vectors.count(prefix); i++) {
            int[] numbers = vectors.ints(prefix + "." + i);
            byte[] dense = new byte[numbers.length - 1];
            for (int j = 0; j < dense.length; j++) {
                dense[j] = (byte) numbers[j + 1];
            }
            rows.add(new LabelledRow(SparseRow.ofDense(dense), numbers[0]));
        }
        return rows;
    }

    private static short[] shorts(int[] values) {
        short[] shorts = new short[values.length];
        for (int k = 0; k < shorts.length; k++) {
            shorts[k] = (short) values[k];
        }
        return shorts;
    }
}
