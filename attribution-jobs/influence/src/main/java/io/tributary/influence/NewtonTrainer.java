// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;

/**
 * Canonical training {@code newton/v1}: exactly {@value #STEPS} Newton steps on integer sums, each rounded to Q8.23. Every
 * member recomputes the same weights; the certificate at the end says whether they are an optimum. Source: specification, section 4.
 *
 * <p>The trainer asks for sums at given weights and never sees a row, so the pass over the rows may run anywhere.
 */
public final class NewtonTrainer {
    /** Number of steps, always all of them. */
    public static final int STEPS = 8;

    private static final double WEIGHT_UNITS = 1 << Weights.BITS;
    private static final double GRADIENT_UNIT = 1.0 / (1L << GradientSums.SCALE_BITS);

    private NewtonTrainer() {}

    /**
     * What training ends with.
     *
     * @param weights the weights after the last step
     * @param certificate whether they are an optimum; a model without it is refused
     * @param curvature the curvature sums at these weights, for {@link InverseCurvature#of}
     */
    public record Result(Weights weights, Certificate certificate, CurvatureSums curvature) {}

    /**
     * Trains from {@code start}: {@link Weights#zero} for {@code newton/v1}, or an anchored start.
     *
     * @param pass gives the sums of all training rows at the weights asked for; called {@value #STEPS} + 1 times
     * @throws ArithmeticException if a step leaves the range of a weight
     */
    public static Result train(Weights start, Function<Weights, StepSums> pass) {
        Weights weights = start;
        for (int step = 0; step < STEPS; step++) {
            weights = step(weights, pass.apply(weights));
        }
        StepSums last = pass.apply(weights);
        return new Result(weights, Certificate.of(weights, last.gradient()), last.curvature());
    }

    /** Trains on rows in memory, one after the other. */
    public static Result train(Weights start, List<LabelledRow> rows) {
        return train(start, weights -> sums(weights, rows));
    }

    /** The sums of {@code rows} at {@code weights}. */
    public static StepSums sums(Weights weights, List<LabelledRow> rows) {
        StepSums sums = new StepSums(weights.shape());
        for (LabelledRow row : rows) {
            sums.add(weights, row);
        }
        return sums;
    }

    /**
     * One step: θ̂ - round(N⁻¹ b), with b the exact gradient at the scale of N.
     *
     * @param sums the sums of all training rows at {@code weights}
     * @throws ArithmeticException if a new weight leaves int32, or the curvature is not positive definite
     */
    public static Weights step(Weights weights, StepSums sums) {
        Shape shape = weights.shape();
        double rows = sums.gradient().rows();
        double curvatureUnits = rows * (1L << (24 + 2 * shape.fractionBits()));
        BigInteger[] gradient = sums.gradient().gradient(weights);
        double[] b = new double[gradient.length];
        for (int k = 0; k < b.length; k++) {
            b[k] = gradient[k].doubleValue() / rows * GRADIENT_UNIT * curvatureUnits;
        }
        double[] solution = CholeskyFactor.of(sums.curvature().assemble()).solve(b);
        int[] theta = weights.toArray();
        for (int k = 0; k < theta.length; k++) {
            double change = Math.floor(solution[k] * WEIGHT_UNITS + 0.5);
            if (!(Math.abs(change) <= 1L << 32)) {
                throw new ArithmeticException(
                        "step of weight " + k + " is " + change + " / 2^23, want below 2^32 / 2^23");
            }
            theta[k] = Math.toIntExact(theta[k] - (long) change);
        }
        return Weights.of(shape, theta);
    }
}
