// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.reference;

import io.tributary.influence.LabelledRow;
import io.tributary.influence.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A model trained in double precision, and retraining of it on parts of its rows: warm start at its weights, steps by its one inverse
 * Hessian (see {@link Descent}). Nothing is shared with the integer trainer, not even the start. Immutable.
 */
public final class Retraining {
    /** Gradient norm of a retrained model, small against what a half of the rows changes. */
    public static final double TOLERANCE = 1e-6;

    /** The same when only few rows are left out. */
    public static final double TOLERANCE_FINE = 1e-10;

    private static final double TOLERANCE_COARSE = 1e-3;
    private static final int STEPS_MAX = 500;
    private static final int NEWTON_STEPS_MAX = 40;

    private final RealRows rows;
    private final double lambda;
    private final double[] theta;
    private final DMatrixRMaj inverse;

    private Retraining(RealRows rows, double lambda, double[] theta, DMatrixRMaj inverse) {
        this.rows = rows;
        this.lambda = lambda;
        this.theta = theta;
        this.inverse = inverse;
    }

    /**
     * Trains on all rows, from zero.
     *
     * @throws IllegalStateException if the gradient does not become small
     */
    public static Retraining of(Shape shape, List<LabelledRow> labelled) {
        RealRows rows = RealRows.of(shape, labelled);
        double lambda = shape.lambdaQ24() / (double) (1 << 24);
        Objective all = new Objective(rows, IntStream.range(0, rows.size()).toArray(), lambda);
        double[] theta = new double[shape.parameters()];
        DMatrixRMaj inverse = invert(all.hessian(theta));
        boolean done = false;
        for (int newton = 0; newton < NEWTON_STEPS_MAX && !done; newton++) {
            // The first inverse, at zero, is only good enough to come near.
            double tolerance = newton == 0 ? TOLERANCE_COARSE : TOLERANCE_FINE;
            Descent descent = new Descent(all, inverse, theta);
            boolean reached = descent.run(tolerance, STEPS_MAX);
            theta = descent.theta();
            inverse = invert(all.hessian(theta));
            done = newton > 0 && reached;
        }
        requireDone(done, rows.size());
        return new Retraining(rows, lambda, theta, inverse);
    }

    private static DMatrixRMaj invert(DMatrixRMaj hessian) {
        DMatrixRMaj inverse = new DMatrixRMaj(hessian.numRows, hessian.numCols);
        if (!CommonOps_DDRM.invertSPD(hessian, inverse)) {
            throw new IllegalStateException("the Hessian is not positive definite, which the ridge rules out");
        }
        return inverse;
    }

    /** The rows it was trained on. */
    public RealRows rows() {
        return rows;
    }

    /** A copy of the weights, class-major. */
    public double[] theta() {
        return theta.clone();
    }

    /** {@code H⁻¹ vectorᵀ}, H being the Hessian at the weights. */
    public double[] solve(double[] vector) {
        DMatrixRMaj product = new DMatrixRMaj(vector.length, 1);
        CommonOps_DDRM.mult(inverse, DMatrixRMaj.wrap(vector.length, 1, vector.clone()), product);
        return product.data;
    }

    /** The same for many vectors at once. */
    public double[][] solve(double[][] vectors) {
        DMatrixRMaj products = new DMatrixRMaj(vectors.length, theta.length);
        // H is symmetric: a row times the inverse is the inverse times a column.
        CommonOps_DDRM.mult(new DMatrixRMaj(vectors), inverse, products);
        double[][] solved = new double[vectors.length][];
        for (int i = 0; i < solved.length; i++) {
            solved[i] = Arrays.copyOfRange(products.data, i * theta.length, (i + 1) * theta.length);
        }
        return solved;
    }

    /**
     * The weights of a model trained on some of the rows only.
     *
     * @param chosen indices of the rows, at least one
     * @throws IllegalStateException if the gradient does not become as small as {@code tolerance}
     */
    public double[] retrain(int[] chosen, double tolerance) {
        Descent descent = new Descent(new Objective(rows, chosen, lambda), inverse, theta);
        requireDone(descent.run(tolerance, STEPS_MAX), chosen.length);
        return descent.theta();
    }

    /**
     * The losses of models retrained on each of the subsets, in parallel; the result does not depend on the order of the work.
     *
     * @param subsets indices of the rows of each
     * @param asked the rows whose loss is taken
     * @param done receives how many are done
     * @return a row of losses for each subset
     */
    public double[][] lossesWith(List<int[]> subsets, RealRows asked, double tolerance, IntConsumer done) {
        double[][] losses = new double[subsets.size()][];
        AtomicInteger count = new AtomicInteger();
        IntStream.range(0, losses.length).parallel().forEach(m -> {
            losses[m] = asked.losses(retrain(subsets.get(m), tolerance));
            done.accept(count.incrementAndGet());
        });
        return losses;
    }

    private static void requireDone(boolean done, int rows) {
        if (!done) {
            throw new IllegalStateException("training on " + rows + " rows did not converge");
        }
    }
}
