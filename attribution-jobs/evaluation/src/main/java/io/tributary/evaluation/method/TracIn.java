// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.evaluation.reference.RealRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * TracInCP (Pruthi and others 2020): the sum of gradient products over the checkpoints of one run of stochastic gradient descent, ten
 * epochs of batches of 32 with the step 1 / mean squared norm of a row, a checkpoint after each epoch.
 */
public final class TracIn implements Method {
    private static final int EPOCHS = 10;
    private static final int BATCH = 32;

    @Override
    public String id() {
        return "tracin-10";
    }

    @Override
    public double[][] scores(Problem problem) {
        RealRows train = problem.real().rows();
        RealRows asked = problem.askedRows();
        List<double[]> checkpoints = checkpoints(problem);
        List<double[][]> trained = checkpoints.stream()
                .map(theta -> GradientProduct.residuals(train, theta))
                .toList();
        List<double[][]> answered = checkpoints.stream()
                .map(theta -> GradientProduct.residuals(asked, theta))
                .toList();
        double step = step(train);
        double[][] rows = new double[train.size()][asked.size()];
        IntStream.range(0, asked.size()).parallel().forEach(q -> {
            double[] products = train.products(asked, q);
            for (int i = 0; i < rows.length; i++) {
                double sum = 0;
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                    sum += GradientProduct.dot(trained.get(epoch)[i], answered.get(epoch)[q]);
                }
                rows[i][q] = step * sum * products[i];
            }
        });
        return rows;
    }

    @Override
    public double[] self(Problem problem) {
        RealRows train = problem.real().rows();
        double step = step(train);
        double[] self = new double[train.size()];
        for (double[] theta : checkpoints(problem)) {
            for (int i = 0; i < self.length; i++) {
                double[] residual = train.residual(theta, i);
                self[i] += step * GradientProduct.dot(residual, residual) * train.square(i);
            }
        }
        return self;
    }

    private static List<double[]> checkpoints(Problem problem) {
        RealRows train = problem.real().rows();
        double step = step(train);
        double lambda = problem.shape().lambdaQ24() / (double) (1 << 24);
        double[] theta = new double[problem.shape().parameters()];
        Random random = new Random(problem.seed());
        List<double[]> checkpoints = new ArrayList<>();
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            descend(train, theta, step, lambda, random);
            checkpoints.add(theta.clone());
        }
        return checkpoints;
    }

    private static double step(RealRows rows) {
        return rows.size()
                / IntStream.range(0, rows.size()).mapToDouble(rows::square).sum();
    }

    private static void descend(RealRows rows, double[] theta, double step, double lambda, Random random) {
        int[] order = random.ints(0, rows.size()).limit(rows.size()).toArray();
        for (int from = 0; from < order.length; from += BATCH) {
            int to = Math.min(order.length, from + BATCH);
            double[] gradient = new double[theta.length];
            for (int at = from; at < to; at++) {
                rows.addOuter(rows.residual(theta, order[at]), order[at], gradient);
            }
            for (int k = 0; k < theta.length; k++) {
                theta[k] -= step * (gradient[k] / (to - from) + lambda * theta[k]);
            }
        }
    }
}
