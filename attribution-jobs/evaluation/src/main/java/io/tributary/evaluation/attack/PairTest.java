// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.duplicate.RepeatRule;

/** Says whether one content repeats another: exact and symmetric. */
@FunctionalInterface
public interface PairTest {
    /** Whether the two are near-duplicates. */
    boolean repeats(Content left, Content right);

    /** Whether only contents that share a run of five tokens can repeat each other, so that no other pair need be tried. */
    default boolean bySharedRuns() {
        return false;
    }

    /** By which rule passages repeat other contributors, once contents are cut. */
    default RepeatRule passages() {
        return RepeatRule.WORDS;
    }
}
