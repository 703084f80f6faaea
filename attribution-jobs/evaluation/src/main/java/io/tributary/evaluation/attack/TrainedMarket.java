// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.Dictionary;
import io.tributary.influence.DocumentFrequencies;
import io.tributary.influence.Features;
import io.tributary.influence.InverseCurvature;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.NewtonTrainer;
import io.tributary.influence.Shape;
import io.tributary.influence.Softmax;
import io.tributary.influence.SparseRow;
import io.tributary.influence.Weights;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A market's model, by the committed kernels. The honest model is trained from zero; a market that differs from one
 * already trained starts at that one's weights and stops at the same certificate, which saves most of the time and ends within the
 * certificate's slack of the canonical weights.
 */
public final class TrainedMarket {
    private final Market market;
    private final List<TrainingItem> items;
    private final List<Integer> refused;
    private final Optional<Dictionary> dictionary;
    private final List<LabelledRow> rows;
    private final Weights weights;
    private final InverseCurvature inverse;
    private final boolean trainable;

    private TrainedMarket(
            Market market,
            Intake intake,
            Optional<Dictionary> dictionary,
            List<LabelledRow> rows,
            Optional<TrainedMarket> near) {
        this.market = market;
        this.items = intake.items();
        this.refused = List.copyOf(intake.refused());
        this.dictionary = dictionary;
        this.rows = rows;
        Subject subject = market.subject();
        int dimension = rows.get(0).features().dimension();
        Shape shape = new Shape(subject.classes(), dimension, subject.fractionBits(), subject.lambdaQ24());
        Weights zero = Weights.zero(shape);
        Optional<Weights> start = near.map(other -> other.carried(shape, dictionary));
        NewtonTrainer.Result trained = trained(start, zero, rows);
        this.trainable = trained.certificate().holds();
        this.weights = trained.weights();
        this.inverse = InverseCurvature.of(trained.curvature());
    }

    /** Trains from zero. */
    public static TrainedMarket of(Market market, PairTest pairTest) {
        return of(market, pairTest, Optional.empty());
    }

    /** Trains a market that differs little from this one. */
    public TrainedMarket near(Market other, PairTest pairTest) {
        return of(other, pairTest, Optional.of(this));
    }

    private static TrainedMarket of(Market market, PairTest pairTest, Optional<TrainedMarket> near) {
        Intake intake =
                Intake.of(market.submissions(), pairTest, market.subject().dictionaryTokens());
        Optional<Dictionary> dictionary = dictionary(market.subject(), intake.items());
        List<LabelledRow> rows = intake.items().stream()
                .map(item -> new LabelledRow(
                        features(item.example().content(), dictionary),
                        item.example().label()))
                .toList();
        return new TrainedMarket(market, intake, dictionary, rows, near);
    }

    private static Optional<Dictionary> dictionary(Subject subject, List<TrainingItem> items) {
        DocumentFrequencies frequencies = new DocumentFrequencies();
        for (TrainingItem item : items) {
            if (item.example().content() instanceof Content.Words words) {
                frequencies.add(words.tokens());
            }
        }
        if (frequencies.passages() == 0) {
            return Optional.empty();
        }
        return Optional.of(Intake.dictionary(frequencies, subject.dictionaryTokens()));
    }

    private static SparseRow features(Content content, Optional<Dictionary> dictionary) {
        if (content instanceof Content.Pixels pixels) {
            return pixels.row();
        }
        return new Features(dictionary.orElseThrow()).row(((Content.Words) content).tokens());
    }

    /** From weights near the optimum until the certificate holds; else the committed training from zero. */
    private static NewtonTrainer.Result trained(Optional<Weights> near, Weights zero, List<LabelledRow> rows) {
        return near.map(start -> NewtonTrainer.toCertificate(start, weights -> NewtonTrainer.sums(weights, rows)))
                .filter(result -> result.certificate().holds())
                .orElseGet(() -> NewtonTrainer.train(zero, rows));
    }

    /** Cross-entropy in nats; a probability below 2^-30 counts as 2^-30. */
    private static double loss(Weights weights, LabelledRow row) {
        int[] probabilities = weights.probabilities(row.features());
        return -Math.log(Math.max(1, probabilities[row.label()]) / (double) Softmax.ONE);
    }

    /** These weights for another dictionary: a token keeps its weights wherever it stands. */
    private Weights carried(Shape shape, Optional<Dictionary> target) {
        int[] from = weights.toArray();
        if (dictionary.isEmpty() || target.isEmpty()) {
            return Weights.of(shape, from);
        }
        int[] to = new int[shape.parameters()];
        int width = weights.shape().dimension();
        List<String> tokens = new ArrayList<>(tokens(target.get()));
        for (int c = 0; c < shape.classes(); c++) {
            for (int j = 0; j < tokens.size(); j++) {
                OptionalInt old = dictionary.get().position(tokens.get(j));
                to[c * shape.dimension() + j] = old.isPresent() ? from[c * width + old.getAsInt()] : 0;
            }
            to[(c + 1) * shape.dimension() - 1] = from[(c + 1) * width - 1];
        }
        return Weights.of(shape, to);
    }

    private static List<String> tokens(Dictionary dictionary) {
        return new String(dictionary.bytes(), StandardCharsets.UTF_8).lines().toList();
    }

    /** The words that the model reads; none where it reads images. */
    Optional<Dictionary> dictionary() {
        return dictionary;
    }

    /** The market. */
    public Market market() {
        return market;
    }

    /** What was trained on, and whose it is. */
    List<TrainingItem> items() {
        return items;
    }

    /** Places in the log of the submissions that repeat an earlier one. */
    public List<Integer> refused() {
        return refused;
    }

    List<LabelledRow> rows() {
        return rows;
    }

    Weights weights() {
        return weights;
    }

    InverseCurvature inverse() {
        return inverse;
    }

    /** The features of a content under this model. */
    SparseRow features(Content content) {
        return features(content, dictionary);
    }

    /** Whether the committed trainer ends in a certificate; where it does not, the platform refuses the whole version. */
    public boolean trainable() {
        return trainable;
    }

    /** Mean cross-entropy of the true classes of some contents, in nats. */
    public double loss(List<Example> examples) {
        double loss = 0;
        for (Example example : examples) {
            loss += loss(weights, new LabelledRow(features(example.content()), example.label()));
        }
        return loss / examples.size();
    }

    /** The class that the model gives to a content. */
    public int answer(Content content) {
        return weights.predict(features(content));
    }

    /** The classes of a content, the most probable first. */
    public List<Integer> ranking(Content content) {
        int[] probabilities = weights.probabilities(features(content));
        List<Integer> classes = new ArrayList<>();
        for (int c = 0; c < probabilities.length; c++) {
            classes.add(c);
        }
        classes.sort((left, right) -> Integer.compare(probabilities[right], probabilities[left]));
        return classes;
    }
}
