// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.evaluation.reference.RealRows;
import java.util.stream.IntStream;

/**
 * Methods whose score is a product of two inner products, {@code factor(r_i, r_q) x_iᵀ x_q}, because a linear model's gradient is an
 * outer product.
 */
public enum GradientProduct implements Method {
    /** Grad-Dot: {@code g_i · g_q} (Charpiat and others 2019). */
    GRAD_DOT("grad-dot") {
        @Override
        double factor(double[] row, double[] asked, int label) {
            return dot(row, asked);
        }
    },
    /** Grad-Cos: the same of unit gradients. */
    GRAD_COS("grad-cos") {
        @Override
        double factor(double[] row, double[] asked, int label) {
            double norms = Math.sqrt(dot(row, row) * dot(asked, asked));
            return norms == 0 ? 0 : dot(row, asked) / norms;
        }

        @Override
        double scale(double rowSquare, double askedSquare) {
            double norms = Math.sqrt(rowSquare * askedSquare);
            return norms == 0 ? 0 : 1 / norms;
        }
    },
    /** RPS: representer points, {@code -r_iy x_iᵀ x_q} for the answer's class y (Yeh and others 2018). */
    RPS("rps") {
        @Override
        double factor(double[] row, double[] asked, int label) {
            return -row[label];
        }
    };

    private final String id;

    GradientProduct(String id) {
        this.id = id;
    }

    @Override
    public String id() {
        return id;
    }

    /** What the residuals contribute. */
    abstract double factor(double[] row, double[] asked, int label);

    /** What the squared norms of the features contribute. */
    double scale(double rowSquare, double askedSquare) {
        return 1;
    }

    @Override
    public double[][] scores(Problem problem) {
        RealRows train = problem.real().rows();
        RealRows asked = problem.askedRows();
        double[] theta = problem.real().theta();
        double[][] residuals = residuals(train, theta);
        double[][] askedResiduals = residuals(asked, theta);
        double[][] rows = new double[train.size()][asked.size()];
        IntStream.range(0, asked.size()).parallel().forEach(q -> {
            double[] products = train.products(asked, q);
            for (int i = 0; i < rows.length; i++) {
                rows[i][q] = factor(residuals[i], askedResiduals[q], asked.label(q))
                        * products[i]
                        * scale(train.square(i), asked.square(q));
            }
        });
        return rows;
    }

    @Override
    public double[] self(Problem problem) {
        RealRows train = problem.real().rows();
        double[][] residuals = residuals(train, problem.real().theta());
        double[] self = new double[train.size()];
        for (int i = 0; i < self.length; i++) {
            double square = train.square(i);
            self[i] = factor(residuals[i], residuals[i], train.label(i)) * square * scale(square, square);
        }
        return self;
    }

    /** The residuals of all rows. */
    static double[][] residuals(RealRows rows, double[] theta) {
        double[][] residuals = new double[rows.size()][];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = rows.residual(theta, i);
        }
        return residuals;
    }

    /** The inner product. */
    static double dot(double[] a, double[] b) {
        double dot = 0;
        for (int c = 0; c < a.length; c++) {
            dot += a[c] * b[c];
        }
        return dot;
    }
}
