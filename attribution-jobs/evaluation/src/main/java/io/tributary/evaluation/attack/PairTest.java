// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/** Says whether one content repeats another: exact, symmetric, without state. */
@FunctionalInterface
public interface PairTest {
    /** Whether the two are near-duplicates. */
    boolean repeats(Content left, Content right);
}
