// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;

/**
 * Everything one Newton step needs from the training rows at given weights: gradient and curvature sums. Workers add their
 * rows, partial sums merge in any order, and the driver turns the total into the next weights.
 */
public final class StepSums implements Serializable {
    private static final long serialVersionUID = 1L;

    private final GradientSums gradient;
    private final CurvatureSums curvature;

    /** Empty sums. */
    public StepSums(Shape shape) {
        this.gradient = new GradientSums(shape);
        this.curvature = new CurvatureSums(shape);
    }

    /**
     * Adds one training row.
     *
     * @param weights the weights of this pass, the same for every row
     */
    public void add(Weights weights, LabelledRow row) {
        weights.shape().requireClass(row.label());
        weights.shape().requireRow(row.features());
        int[] values = weights.probabilities(row.features());
        curvature.add(values, row.features());
        Softmax.toResiduals(values, row.label());
        gradient.add(values, row.features());
    }

    /** Adds the sums over other rows. */
    public void merge(StepSums other) {
        gradient.merge(other.gradient);
        curvature.merge(other.curvature);
    }

    /** The gradient sums. */
    public GradientSums gradient() {
        return gradient;
    }

    /** The curvature sums. */
    public CurvatureSums curvature() {
        return curvature;
    }
}
