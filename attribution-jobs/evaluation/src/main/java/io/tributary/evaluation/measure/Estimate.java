// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.measure;

import java.util.Locale;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A mean and how sure it is.
 *
 * @param mean the mean
 * @param standardError of the mean; 0 of a single value, which says nothing about it
 * @param count how many values
 */
public record Estimate(double mean, double standardError, int count) {
    private static final double NORMAL_95 = 1.959964;
    private static final double MILLION = 1e6;

    /** The mean of independent values. */
    public static Estimate of(double[] values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("mean of 0 values, want 1 or more");
        }
        double error = values.length == 1 ? 0 : Math.sqrt(StatUtils.variance(values) / values.length);
        return new Estimate(StatUtils.mean(values), error, values.length);
    }

    /** Half the width of the 95 % interval. */
    public double halfWidth() {
        return NORMAL_95 * standardError;
    }

    /** The mean in millionths. */
    public long meanPpm() {
        return Math.round(mean * MILLION);
    }

    /** Half the width of the 95 % interval in millionths. */
    public long halfWidthPpm() {
        return Math.round(halfWidth() * MILLION);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f ± %.4f", mean, halfWidth());
    }
}
