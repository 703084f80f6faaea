// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

/** A way to attribute answers to training rows. */
public interface Method {
    /** Its short name. */
    String id();

    /** A row of scores for each training row, one for each answer; positive = the row helped. */
    double[][] scores(Problem problem);

    /** How far each training row pulls the model towards itself, by the same formula; large = its label is suspect. */
    double[] self(Problem problem);
}
