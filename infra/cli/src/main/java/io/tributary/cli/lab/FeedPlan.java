// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.protocol.error.InvalidInputException;

/**
 * How much is fed and with which faults.
 *
 * @param records records to send, good and bad together
 * @param duplicates how many of them repeat another
 * @param bad how many of them must be refused for a fault
 * @param seed what everything follows from
 * @param kills how often a process is killed meanwhile
 */
public record FeedPlan(int records, int duplicates, int bad, long seed, int kills) {
    private static final int RECORDS_MIN = 1_000;
    private static final int BATCH_ITEMS_MIN = 20;
    private static final int BATCH_ITEMS_MAX = 500;
    private static final int BATCHES_WANTED = 200;

    /** Checks the numbers. */
    public FeedPlan {
        if (records < RECORDS_MIN) {
            throw new InvalidInputException("records: got " + records + ", want " + RECORDS_MIN + " or more");
        }
        if (duplicates < 0 || bad < 0 || kills < 0 || (long) duplicates + bad > records / 2) {
            throw new InvalidInputException(
                    "dups and bad together are " + ((long) duplicates + bad) + " records, want at most half");
        }
    }

    /** With shares of duplicates and bad input from 0 to 1. */
    public static FeedPlan of(int records, double duplicateShare, double badShare, long seed, int kills) {
        return new FeedPlan(
                records,
                Math.toIntExact(Math.round(records * duplicateShare)),
                Math.toIntExact(Math.round(records * badShare)),
                seed,
                kills);
    }

    /** Records that must be accepted. */
    int good() {
        return records - duplicates - bad;
    }

    /** Good records in one batch. */
    int batchItems() {
        return Math.max(BATCH_ITEMS_MIN, Math.min(BATCH_ITEMS_MAX, records / BATCHES_WANTED));
    }

    /** Batches of good records. */
    int batches() {
        return (good() + batchItems() - 1) / batchItems();
    }

    /** Batches that are sent a second time, byte for byte: half of the duplicates. */
    int retransmissions() {
        return Math.min(duplicates / 2 / batchItems(), batches() / 2);
    }
}
