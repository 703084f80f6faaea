// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.measure;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What happened when models were retrained on subsets of the rows, against which the linear datamodeling score (Park and others 2023) is
 * taken: per answer, Spearman's correlation over the subsets of the sum of scores in a subset with minus the loss of the model
 * retrained on it. Subsets of whole contributors give the contributor-level counterfactual of the same.
 *
 * @param subsets indices of the rows of each subset
 * @param losses a row of losses for each subset, one for each answer
 */
@SuppressWarnings("ArrayRecordComponent")
public record SubsetTruth(List<int[]> subsets, double[][] losses) {
    /** Copies the list and checks that there is a row of losses for each subset. */
    public SubsetTruth {
        subsets = List.copyOf(subsets);
        if (subsets.size() < 2 || subsets.size() != losses.length) {
            throw new IllegalArgumentException(
                    subsets.size() + " subsets with " + losses.length + " rows of losses, want as many and 2 or more");
        }
    }

    /** The mean over the answers; the interval is over the answers, given these subsets. */
    public Estimate score(double[][] scores) {
        int asked = losses[0].length;
        double[] correlations = IntStream.range(0, asked)
                .mapToDouble(q -> correlation(scores, q))
                .toArray();
        return Estimate.of(correlations);
    }

    private double correlation(double[][] scores, int q) {
        double[] predicted = new double[losses.length];
        double[] happened = new double[losses.length];
        for (int m = 0; m < losses.length; m++) {
            for (int i : subsets.get(m)) {
                predicted[m] += scores[i][q];
            }
            happened[m] = -losses[m][q];
        }
        return Ranks.correlation(predicted, happened);
    }
}
