// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/**
 * One record as it stands in the ledger's log; its place in the log is its place in the market's list.
 *
 * @param contributor the identity that signed it
 * @param example what it says
 * @param claimedMillis the time that the contributor claims, which decides nothing
 */
public record Submission(String contributor, Example example, long claimedMillis) {
    /** The same record, signed by another identity. */
    Submission by(String other) {
        return new Submission(other, example, claimedMillis);
    }
}
