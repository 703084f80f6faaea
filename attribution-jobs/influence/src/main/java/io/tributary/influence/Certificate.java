// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;

/**
 * The certificate of a model's weights: its exact integer gradient is small in every coordinate. It holds iff
 * {@code max |Ĝ| <= E n 2^17} with E = {@value #TOLERANCE}, that is a gradient of at most 2^-20. Source: specification, section 4.
 *
 * @param largest max |Ĝ| over all parameters
 * @param bound the most it may be
 */
public record Certificate(BigInteger largest, BigInteger bound) {
    /** E: the tolerance in units of 2^-30. */
    public static final int TOLERANCE = 1024;

    private static final int UNIT_BITS = GradientSums.SCALE_BITS - 30;

    /** The certificate of {@code weights}, given the gradient sums of all training rows at these weights. */
    public static Certificate of(Weights weights, GradientSums sums) {
        BigInteger largest = BigInteger.ZERO;
        for (BigInteger coordinate : sums.gradient(weights)) {
            largest = largest.max(coordinate.abs());
        }
        BigInteger bound = BigInteger.valueOf(TOLERANCE)
                .multiply(BigInteger.valueOf(sums.rows()))
                .shiftLeft(UNIT_BITS);
        return new Certificate(largest, bound);
    }

    /** Whether the weights are certified; a version whose certificate does not hold is refused. */
    public boolean holds() {
        return largest.compareTo(bound) <= 0;
    }
}
