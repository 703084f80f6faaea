// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.error.InvalidInputException;
import java.io.Serializable;

/**
 * The constants of one model under {@code ipa1/factored}, within the limits that keep every sum of the method inside 64 bits
 * (specification, sections 0 and 11).
 *
 * @param classes number of classes C, at least 2
 * @param dimension number of features D with the bias, at least 1; C D is at most {@value #PARAMETERS_MAX}
 * @param fractionBits fx in 0..7: a feature's real value is x / 2^fx
 * @param lambdaQ24 the ridge strength L in 2^10..2^20: lambda = L / 2^24
 */
public record Shape(int classes, int dimension, int fractionBits, int lambdaQ24) implements Serializable {
    /** Most parameters P = C D. */
    public static final int PARAMETERS_MAX = 2048;

    /** Most training rows. */
    public static final long ROWS_MAX = 1L << 25;

    /** Largest sum of absolute values of a row: keeps 32767 times it inside int32. */
    public static final int ABSOLUTE_SUM_MAX = 65535;

    /** Largest sum of squares of a row. */
    public static final int SQUARE_SUM_MAX = 1 << 23;

    private static final int LAMBDA_MIN = 1 << 10;
    private static final int LAMBDA_MAX = 1 << 20;
    private static final int FRACTION_BITS_MAX = 7;

    /** Checks the limits. */
    public Shape {
        if (classes < 2) {
            throw new InvalidInputException("model has " + classes + " classes, want 2 or more");
        }
        if (dimension < 1) {
            throw new InvalidInputException("model has " + dimension + " features, want 1 or more");
        }
        if ((long) classes * dimension > PARAMETERS_MAX) {
            throw new InvalidInputException("model has " + classes + " x " + dimension + " = "
                    + (long) classes * dimension + " parameters, want at most " + PARAMETERS_MAX);
        }
        if (fractionBits < 0 || fractionBits > FRACTION_BITS_MAX) {
            throw new InvalidInputException("features have " + fractionBits + " fraction bits, want 0..7");
        }
        if (lambdaQ24 < LAMBDA_MIN || lambdaQ24 > LAMBDA_MAX) {
            throw new InvalidInputException(
                    "lambda is " + lambdaQ24 + " / 2^24, want " + LAMBDA_MIN + ".." + LAMBDA_MAX + " / 2^24");
        }
    }

    /** The shape of a model over {@code dictionary}, with the features' own fraction bits. */
    public static Shape of(int classes, Dictionary dictionary, int lambdaQ24) {
        return new Shape(classes, dictionary.dimension(), Features.FRACTION_BITS, lambdaQ24);
    }

    /** Number of parameters P = C D. */
    public int parameters() {
        return classes * dimension;
    }

    /** κ = 5 + floor(log2 L): the inverse curvature is kept at scale 2^-κ, which bounds it by 2^29. */
    public int inverseBits() {
        return 5 + 31 - Integer.numberOfLeadingZeros(lambdaQ24);
    }

    /**
     * Refuses a number of training rows outside the limits.
     *
     * @throws InvalidInputException if {@code rows} is outside 1..2^25
     */
    public void requireRows(long rows) {
        if (rows < 1 || rows > ROWS_MAX) {
            throw new InvalidInputException("model has " + rows + " training rows, want 1.." + ROWS_MAX);
        }
    }

    /**
     * Refuses a row that does not fit this shape or exceeds the limits of the method.
     *
     * @throws InvalidInputException naming the limit that does not hold
     */
    public void requireRow(SparseRow row) {
        if (row.dimension() != dimension) {
            throw new InvalidInputException("row has " + row.dimension() + " features, want " + dimension);
        }
        if (row.absoluteSum() > ABSOLUTE_SUM_MAX) {
            throw new InvalidInputException(
                    "row has the absolute sum " + row.absoluteSum() + ", want at most " + ABSOLUTE_SUM_MAX);
        }
        if (row.squareSum() > SQUARE_SUM_MAX) {
            throw new InvalidInputException(
                    "row has the square sum " + row.squareSum() + ", want at most " + SQUARE_SUM_MAX);
        }
    }

    /**
     * Refuses a class outside 0..C-1.
     *
     * @throws InvalidInputException naming the class
     */
    public void requireClass(int label) {
        if (label < 0 || label >= classes) {
            throw new InvalidInputException("class is " + label + ", want 0.." + (classes - 1));
        }
    }
}
