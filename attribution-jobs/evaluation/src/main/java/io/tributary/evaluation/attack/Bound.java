// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/**
 * What a pay rule has to keep under an attack. A figure keeps it if it does so within one standard error.
 *
 * @param gainMax most that the attacker's pay may become, times his honest pay
 * @param victimMin least that the victim must keep, times his honest pay
 */
public record Bound(double gainMax, double victimMin) {
    private static final double NONE = Double.POSITIVE_INFINITY;

    /** A bound on the attacker's gain only. */
    public static Bound gain(double most) {
        return new Bound(most, 0);
    }

    /** The attacker gains at most so much, and who is copied keeps 95 %. */
    public static Bound copying(double most) {
        return new Bound(most, 0.95);
    }

    /** Measured and printed, but nothing is demanded. */
    public static Bound none() {
        return new Bound(NONE, 0);
    }

    /** Whether anything is demanded. */
    public boolean demanded() {
        return gainMax < NONE || victimMin > 0;
    }
}
