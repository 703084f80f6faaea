// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.error.InvalidInputException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The weights θ̂ of a linear model: C times D int32 in Q8.23, class-major. Immutable.
 */
public final class Weights implements Serializable {
    /** Fraction bits of a weight. */
    public static final int BITS = 23;

    private static final long serialVersionUID = 1L;

    private final Shape shape;
    private final int[] theta;

    private Weights(Shape shape, int[] theta) {
        this.shape = shape;
        this.theta = theta;
    }

    /** All weights zero: where canonical training starts. */
    public static Weights zero(Shape shape) {
        return new Weights(shape, new int[shape.parameters()]);
    }

    /** Weights from class-major values. */
    public static Weights of(Shape shape, int[] theta) {
        if (theta.length != shape.parameters()) {
            throw new IllegalArgumentException("model has " + theta.length + " weights, want " + shape.parameters());
        }
        return new Weights(shape, theta.clone());
    }

    /** Weights from what {@link #bytes} wrote. */
    public static Weights ofBytes(Shape shape, byte[] bytes) {
        if (bytes.length != 4 * shape.parameters()) {
            throw new InvalidInputException("weights have " + bytes.length + " bytes, want " + 4 * shape.parameters());
        }
        int[] theta = new int[shape.parameters()];
        ByteBuffer.wrap(bytes).asIntBuffer().get(theta);
        return new Weights(shape, theta);
    }

    /** The canonical bytes: int32 big-endian, class-major. */
    public byte[] bytes() {
        ByteBuffer buffer = ByteBuffer.allocate(4 * theta.length);
        buffer.asIntBuffer().put(theta);
        return buffer.array();
    }

    /** SHA-256 of {@link #bytes} as lower-case hex: the weights hash of the model. */
    public String sha256() {
        return Sha256.ofInts(theta);
    }

    /** The shape of the model. */
    public Shape shape() {
        return shape;
    }

    /** A copy of the class-major values. */
    public int[] toArray() {
        return theta.clone();
    }

    /** The {@code k}-th of the class-major values. */
    int at(int k) {
        return theta[k];
    }

    /** Writes the C logits of {@code row}, scale 2^-(23 + fx), into {@code logits}. */
    public void logits(SparseRow row, long[] logits) {
        for (int c = 0; c < shape.classes(); c++) {
            int base = c * shape.dimension();
            long sum = 0;
            for (int t = 0; t < row.size(); t++) {
                sum += (long) theta[base + row.position(t)] * row.value(t);
            }
            logits[c] = sum;
        }
    }

    /** The probabilities of {@code row}, Q30, summing to 2^30. */
    public int[] probabilities(SparseRow row) {
        long[] logits = new long[shape.classes()];
        logits(row, logits);
        int[] probabilities = new int[shape.classes()];
        Softmax.probabilities(logits, shape.fractionBits(), probabilities);
        return probabilities;
    }

    /** The residuals of {@code row}, Q30, summing to 0. */
    public int[] residuals(LabelledRow row) {
        shape.requireClass(row.label());
        int[] residuals = probabilities(row.features());
        Softmax.toResiduals(residuals, row.label());
        return residuals;
    }

    /** The lowest class with the largest logit. */
    public int predict(SparseRow row) {
        long[] logits = new long[shape.classes()];
        logits(row, logits);
        return Softmax.top(logits);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Weights weights && weights.shape.equals(shape) && Arrays.equals(weights.theta, theta);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(theta);
    }

    @Override
    public String toString() {
        return "Weights[" + shape + ", " + sha256() + "]";
    }
}
