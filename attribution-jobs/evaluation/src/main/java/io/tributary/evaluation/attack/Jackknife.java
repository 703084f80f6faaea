// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;

/**
 * A ratio of sums over seeds with its jackknife standard error.
 *
 * @param value Σ numerators / Σ denominators
 * @param error the standard error; not a number for a single seed
 */
public record Jackknife(double value, double error) {
    /** One seed's numerator and denominator. */
    public record Pair(double numerator, double denominator) {}

    /** The ratio over all pairs, and how far it moves when one of them is left out. */
    public static Jackknife of(List<Pair> pairs) {
        double numerators = 0;
        double denominators = 0;
        for (Pair pair : pairs) {
            numerators += pair.numerator();
            denominators += pair.denominator();
        }
        int n = pairs.size();
        double[] left = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            left[i] = (numerators - pairs.get(i).numerator())
                    / (denominators - pairs.get(i).denominator());
            mean += left[i] / n;
        }
        double squares = 0;
        for (double value : left) {
            squares += (value - mean) * (value - mean);
        }
        double error = n < 2 ? Double.NaN : Math.sqrt(squares * (n - 1) / n);
        return new Jackknife(numerators / denominators, error);
    }

    /** Whether the value is at most {@code bound}, within one standard error. */
    public boolean atMost(double bound) {
        return value - (Double.isNaN(error) ? 0 : error) <= bound;
    }

    /** Whether the value is at least {@code bound}, within one standard error. */
    public boolean atLeast(double bound) {
        return value + (Double.isNaN(error) ? 0 : error) >= bound;
    }
}
