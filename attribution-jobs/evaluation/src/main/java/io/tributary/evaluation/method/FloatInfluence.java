// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.evaluation.reference.RealRows;
import java.util.stream.IntStream;

/**
 * Exact influence in double precision, {@code g_iᵀ H⁻¹ g_q} (Koh and Liang 2017): what the committed integers are an encoding of.
 */
public final class FloatInfluence implements Method {
    @Override
    public String id() {
        return "float";
    }

    @Override
    public Scores scores(Problem problem) {
        RealRows train = problem.real().rows();
        RealRows asked = problem.askedRows();
        double[] theta = problem.real().theta();
        double[][] residuals = new double[train.size()][];
        for (int i = 0; i < residuals.length; i++) {
            residuals[i] = train.residual(theta, i);
        }
        double[][] rows = new double[train.size()][asked.size()];
        IntStream.range(0, asked.size()).parallel().forEach(q -> {
            double[] direction = direction(problem, asked, theta, q);
            for (int i = 0; i < rows.length; i++) {
                rows[i][q] = train.form(residuals[i], i, direction);
            }
        });
        double[] self = IntStream.range(0, train.size())
                .parallel()
                .mapToDouble(i -> train.form(residuals[i], i, direction(problem, train, theta, i)))
                .toArray();
        return new Scores(rows, self);
    }

    private static double[] direction(Problem problem, RealRows rows, double[] theta, int i) {
        double[] gradient = new double[theta.length];
        rows.addOuter(rows.residual(theta, i), i, gradient);
        return problem.real().solve(gradient);
    }
}
