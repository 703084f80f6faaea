// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.protocol.record.EpochRecord;

/**
 * What an epoch's record says that was decided before it was computed, and that no computation can find.
 *
 * @param startMillis first epoch millisecond of the window
 * @param endMillis first epoch millisecond after it
 * @param previousHash record hash of the epoch before, empty for the first
 * @param adjusts hash of the record that this epoch takes the place of, empty for a regular epoch
 */
public record EpochWindow(long startMillis, long endMillis, String previousHash, String adjusts) {

    /** Of a regular epoch. */
    public static EpochWindow regular(long startMillis, long endMillis, String previousHash) {
        return new EpochWindow(startMillis, endMillis, previousHash, "");
    }

    /** Of a record. */
    public static EpochWindow of(EpochRecord record) {
        return new EpochWindow(record.windowStart(), record.windowEnd(), record.prevEpochHash(), record.adjusts());
    }
}
