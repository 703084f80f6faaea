// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.measure;

import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/** Rank statistics; ties share the mean of their ranks. */
public final class Ranks {
    private Ranks() {}

    /** Spearman's rank correlation; 0 if one side is constant, because then nothing was ranked. */
    public static double correlation(double[] a, double[] b) {
        double correlation = new SpearmansCorrelation().correlation(a, b);
        return Double.isNaN(correlation) ? 0 : correlation;
    }

    /**
     * The area under the ROC curve: how often a marked value is larger than an unmarked one, ties counting one half.
     *
     * @param marked at least one true and one false
     */
    public static double areaUnderCurve(double[] values, boolean[] marked) {
        double[] ranks = new NaturalRanking().rank(values);
        double sum = 0;
        long count = 0;
        for (int i = 0; i < ranks.length; i++) {
            if (marked[i]) {
                sum += ranks[i];
                count++;
            }
        }
        if (count == 0 || count == ranks.length) {
            throw new IllegalArgumentException(count + " of " + ranks.length + " values are marked, want some");
        }
        return (sum - count * (count + 1) / 2.0) / (count * (double) (ranks.length - count));
    }
}
