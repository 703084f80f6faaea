// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/** Whether a rule keeps an attack's bound. */
public enum Verdict {
    /** Kept, within one standard error. */
    KEPT,
    /** Not kept. */
    MISSED,
    /** Nothing is demanded. */
    MEASURED
}
