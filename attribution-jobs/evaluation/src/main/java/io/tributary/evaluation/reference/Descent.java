// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.reference;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Minimises a smooth, strictly convex objective by chord steps: Newton steps with one inverse Hessian that is never renewed, whose error
 * the last steps correct by the two-loop recursion of limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2nd edition,
 * algorithm 7.4), with halving of the step until it satisfies Armijo's condition (3.4 there).
 */
final class Descent {
    private static final int MEMORY = 12;
    private static final double ARMIJO = 1e-4;
    private static final int HALVINGS_MAX = 40;
    /** Below this the loss is rounding, and the gradient alone says whether a step was good. */
    private static final double ROUNDING = 1e-13;

    private final Objective objective;
    private final DMatrixRMaj inverse;
    private final Deque<Pair> pairs = new ArrayDeque<>();

    private double[] theta;
    private double[] gradient;
    private double loss;

    /** Starts at {@code start} with this approximation of the inverse Hessian. */
    Descent(Objective objective, DMatrixRMaj inverse, double[] start) {
        this.objective = objective;
        this.inverse = inverse;
        this.theta = start.clone();
        this.gradient = new double[start.length];
        this.loss = objective.evaluate(theta, gradient);
    }

    /** A step and the change of gradient that it brought. */
    private record Pair(double[] step, double[] change, double curvature) {}

    /**
     * Steps until the gradient's norm is at most {@code tolerance}, or so many times.
     *
     * @return whether the tolerance was reached
     */
    boolean run(double tolerance, int stepsMax) {
        for (int step = 0; step < stepsMax && norm(gradient) > tolerance; step++) {
            if (!step()) {
                return false;
            }
        }
        return norm(gradient) <= tolerance;
    }

    double[] theta() {
        return theta;
    }

    private boolean step() {
        double[] direction = direction();
        double slope = dot(gradient, direction);
        double[] next = new double[theta.length];
        double[] nextGradient = new double[theta.length];
        double length = 1;
        for (int halving = 0; halving < HALVINGS_MAX; halving++) {
            for (int k = 0; k < next.length; k++) {
                next[k] = theta[k] + length * direction[k];
            }
            double nextLoss = objective.evaluate(next, nextGradient);
            boolean flat = Math.abs(nextLoss - loss) <= ROUNDING * Math.abs(loss);
            if (flat ? norm(nextGradient) < norm(gradient) : nextLoss <= loss + ARMIJO * length * slope) {
                remember(next, nextGradient);
                theta = next;
                gradient = nextGradient;
                loss = nextLoss;
                return true;
            }
            length /= 2;
        }
        return false;
    }

    private void remember(double[] next, double[] nextGradient) {
        double[] step = new double[next.length];
        double[] change = new double[next.length];
        for (int k = 0; k < next.length; k++) {
            step[k] = next[k] - theta[k];
            change[k] = nextGradient[k] - gradient[k];
        }
        double curvature = dot(step, change);
        if (curvature > 0) {
            pairs.addLast(new Pair(step, change, curvature));
            if (pairs.size() > MEMORY) {
                pairs.removeFirst();
            }
        }
    }

    private double[] direction() {
        double[] q = gradient.clone();
        double[] alphas = new double[pairs.size()];
        int at = pairs.size();
        for (Iterator<Pair> newestFirst = pairs.descendingIterator(); newestFirst.hasNext(); ) {
            Pair pair = newestFirst.next();
            double alpha = dot(pair.step(), q) / pair.curvature();
            alphas[--at] = alpha;
            add(q, -alpha, pair.change());
        }
        double[] r = multiply(q);
        for (Pair pair : pairs) {
            double beta = dot(pair.change(), r) / pair.curvature();
            add(r, alphas[at++] - beta, pair.step());
        }
        for (int k = 0; k < r.length; k++) {
            r[k] = -r[k];
        }
        return r;
    }

    private double[] multiply(double[] vector) {
        DMatrixRMaj product = new DMatrixRMaj(vector.length, 1);
        CommonOps_DDRM.mult(inverse, DMatrixRMaj.wrap(vector.length, 1, vector), product);
        return product.data;
    }

    private static void add(double[] sum, double factor, double[] vector) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += factor * vector[k];
        }
    }

    private static double dot(double[] a, double[] b) {
        double dot = 0;
        for (int k = 0; k < a.length; k++) {
            dot += a[k] * b[k];
        }
        return dot;
    }

    private static double norm(double[] vector) {
        return Math.sqrt(dot(vector, vector));
    }
}
