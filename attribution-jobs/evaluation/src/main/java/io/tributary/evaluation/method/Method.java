// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

/** A way to attribute answers to training rows. */
public interface Method {
    /** Its short name. */
    String id();

    /** Scores the rows. */
    Scores scores(Problem problem);

    /**
     * What a method found.
     *
     * @param rows a row of scores for each training row, one for each answer; positive = it helped
     * @param self how far each training row pulls the model towards itself, by the same formula; large = suspect
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Scores(double[][] rows, double[] self) {
        /** The sum over all answers for each training row. */
        public double[] sums() {
            double[] sums = new double[rows.length];
            for (int i = 0; i < sums.length; i++) {
                for (double score : rows[i]) {
                    sums[i] += score;
                }
            }
            return sums;
        }
    }
}
