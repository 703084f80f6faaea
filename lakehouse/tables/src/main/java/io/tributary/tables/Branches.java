// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/** Branches are copies of a table that go on by themselves: what is written to one, no other reader sees. */
public final class Branches {
    private Branches() {}

    /** The newest snapshot of a branch in the loaded state of the table. */
    public static OptionalLong find(Table table, String branch) {
        SnapshotRef reference = table.refs().get(branch);
        return reference == null || !reference.isBranch()
                ? OptionalLong.empty()
                : OptionalLong.of(reference.snapshotId());
    }

    /**
     * Makes a branch with what the table holds now. Does nothing if the branch is there already.
     *
     * @throws InvalidInputException if a tag has that name
     * @throws UnavailableException if the table holds nothing yet
     */
    public static void create(Table table, String branch) {
        table.refresh();
        SnapshotRef existing = table.refs().get(branch);
        if (existing != null && existing.isTag()) {
            throw new InvalidInputException("table " + table.name() + " has a tag " + branch + ", want a branch");
        }
        if (existing != null) {
            return;
        }
        Snapshot current = table.currentSnapshot();
        if (current == null) {
            throw new UnavailableException("table " + table.name() + " holds nothing yet");
        }
        table.manageSnapshots().createBranch(branch, current.snapshotId()).commit();
    }
}
