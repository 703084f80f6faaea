// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import org.apache.iceberg.Table;

/**
 * Which rows of a reward table are an organisation's own. An organisation that keeps its own copy keeps it on a branch
 * of its name; of an epoch that the branch has no rows of, and without a branch, the main rows are everybody's.
 */
public final class RewardCopies {
    private RewardCopies() {}

    /** The rows of an epoch in the organisation's copy. */
    public static TableReader of(Table table, String organisation, long epoch) {
        TableReader main = TableReader.of(table).whereEqual(RewardTables.EPOCH, epoch);
        if (Branches.find(table, organisation).isEmpty()) {
            return main;
        }
        TableReader own = main.onBranch(organisation);
        return own.select(RewardTables.EPOCH).count() > 0 ? own : main;
    }
}
