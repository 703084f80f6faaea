// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.evaluation.reference.RealRows;
import io.tributary.evaluation.reference.Retraining;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.Shape;
import java.util.List;

/**
 * What a method scores: training rows against answers, with both trained models at hand.
 *
 * @param shape the model's shape
 * @param train the training rows
 * @param asked the answers
 * @param real the float model of the training rows
 * @param seed of methods that draw something
 */
public record Problem(Shape shape, List<LabelledRow> train, List<LabelledRow> asked, Retraining real, long seed) {
    /** Copies the rows. */
    public Problem {
        train = List.copyOf(train);
        asked = List.copyOf(asked);
    }

    /** Trains the float model. */
    public static Problem of(Shape shape, List<LabelledRow> train, List<LabelledRow> asked, long seed) {
        return new Problem(shape, train, asked, Retraining.of(shape, train), seed);
    }

    /** The answers as real rows. */
    public RealRows askedRows() {
        return RealRows.of(shape, asked);
    }
}
