// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.measure;

/**
 * What happened when single rows were left out: per answer, Spearman's correlation over these rows of the row's score with the loss of the
 * model retrained without it.
 *
 * @param rows the rows that were left out, one at a time
 * @param losses a row of losses for each of them, one for each answer
 */
@SuppressWarnings("ArrayRecordComponent")
public record LeaveOneOutTruth(int[] rows, double[][] losses) {
    /** Checks that there is a row of losses for each left row. */
    public LeaveOneOutTruth {
        if (rows.length < 2 || rows.length != losses.length) {
            throw new IllegalArgumentException(
                    rows.length + " rows with " + losses.length + " rows of losses, want as many and 2 or more");
        }
    }

    /** The mean over the answers. */
    public Estimate score(double[][] scores) {
        double[] correlations = new double[losses[0].length];
        for (int q = 0; q < correlations.length; q++) {
            double[] predicted = new double[rows.length];
            double[] happened = new double[rows.length];
            for (int k = 0; k < rows.length; k++) {
                predicted[k] = scores[rows[k]][q];
                happened[k] = losses[k][q];
            }
            correlations[q] = Ranks.correlation(predicted, happened);
        }
        return Estimate.of(correlations);
    }
}
