// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;
import java.util.Optional;

/** One Newton step from given weights: N⁻¹ b, with b the exact gradient at the scale of N. Source: specification, section 4. */
final class NewtonStep {
    private static final double WEIGHT_UNITS = 1 << Weights.BITS;
    private static final double GRADIENT_UNIT = 1.0 / (1L << GradientSums.SCALE_BITS);
    private static final double CHANGE_MAX = 1L << 32;

    private final Weights from;
    private final double[] solution;

    private NewtonStep(Weights from, double[] solution) {
        this.from = from;
        this.solution = solution;
    }

    /** The step at {@code from}, given the sums of all training rows there. */
    static NewtonStep of(Weights from, StepSums sums) {
        Shape shape = from.shape();
        double rows = sums.gradient().rows();
        double curvatureUnits = rows * (1L << (24 + 2 * shape.fractionBits()));
        BigInteger[] gradient = sums.gradient().gradient(from);
        double[] b = new double[gradient.length];
        for (int k = 0; k < b.length; k++) {
            b[k] = gradient[k].doubleValue() / rows * GRADIENT_UNIT * curvatureUnits;
        }
        return new NewtonStep(
                from, CholeskyFactor.of(sums.curvature().assemble()).solve(b));
    }

    /**
     * Where the step leads: θ̂ - round(2^-halvings N⁻¹ b).
     *
     * @param halvings how often the step is halved, 0 for the full step
     * @return empty if a weight leaves int32
     */
    Optional<Weights> taken(int halvings) {
        double units = Math.scalb(WEIGHT_UNITS, -halvings);
        int[] theta = from.toArray();
        for (int k = 0; k < theta.length; k++) {
            double change = Math.floor(solution[k] * units + 0.5);
            // Written so that no number is refused, too.
            if (!(Math.abs(change) <= CHANGE_MAX)) {
                return Optional.empty();
            }
            long moved = theta[k] - (long) change;
            if (moved != (int) moved) {
                return Optional.empty();
            }
            theta[k] = (int) moved;
        }
        return Optional.of(Weights.of(from.shape(), theta));
    }
}
