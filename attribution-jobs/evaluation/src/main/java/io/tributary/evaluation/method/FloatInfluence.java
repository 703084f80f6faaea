// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.evaluation.reference.RealRows;
import java.util.stream.IntStream;

/**
 * Exact influence in double precision, {@code g_iᵀ H⁻¹ g_q} (Koh and Liang 2017): what the committed integers are an encoding of.
 */
public final class FloatInfluence implements Method {
    /** Rows whose directions are held at a time. */
    private static final int CHUNK = 128;

    @Override
    public String id() {
        return "float";
    }

    @Override
    public double[][] scores(Problem problem) {
        RealRows train = problem.real().rows();
        RealRows asked = problem.askedRows();
        double[] theta = problem.real().theta();
        double[][] residuals = GradientProduct.residuals(train, theta);
        double[][] directions = problem.real().solve(gradients(asked, theta, 0, asked.size()));
        double[][] rows = new double[train.size()][asked.size()];
        IntStream.range(0, rows.length).parallel().forEach(i -> {
            for (int q = 0; q < directions.length; q++) {
                rows[i][q] = train.form(residuals[i], i, directions[q]);
            }
        });
        return rows;
    }

    @Override
    public double[] self(Problem problem) {
        RealRows train = problem.real().rows();
        double[] theta = problem.real().theta();
        double[] self = new double[train.size()];
        IntStream.range(0, (self.length + CHUNK - 1) / CHUNK).parallel().forEach(chunk -> {
            int from = chunk * CHUNK;
            int to = Math.min(self.length, from + CHUNK);
            double[][] directions = problem.real().solve(gradients(train, theta, from, to));
            for (int i = from; i < to; i++) {
                self[i] = train.form(train.residual(theta, i), i, directions[i - from]);
            }
        });
        return self;
    }

    private static double[][] gradients(RealRows rows, double[] theta, int from, int to) {
        double[][] gradients = new double[to - from][theta.length];
        for (int i = from; i < to; i++) {
            rows.addOuter(rows.residual(theta, i), i, gradients[i - from]);
        }
        return gradients;
    }
}
