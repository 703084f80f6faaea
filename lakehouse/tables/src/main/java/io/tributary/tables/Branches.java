// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.util.SnapshotUtil;

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

    /**
     * Makes a branch with what the table holds now, in place of one of that name that a killed writer left.
     *
     * @throws InvalidInputException if a tag has that name
     */
    public static void start(Table table, String branch) {
        table.refresh();
        SnapshotRef existing = table.refs().get(branch);
        if (existing != null && existing.isTag()) {
            throw new InvalidInputException("table " + table.name() + " has a tag " + branch + ", want a branch");
        }
        if (existing != null) {
            table.manageSnapshots().removeBranch(branch).commit();
            table.refresh();
        }
        // Of a table that holds nothing yet, Iceberg makes an empty snapshot.
        table.manageSnapshots().createBranch(branch).commit();
    }

    /**
     * Lets every reader see what was written to a branch: the table's newest state becomes that of the branch, a tag names it for ever,
     * and the branch is gone, all in one commit.
     *
     * @param tag a name that the table does not have yet
     * @return the snapshot of the tag; empty, with nothing changed, if the table went on or got the tag since the branch began
     */
    public static OptionalLong release(Table table, String branch, String tag) {
        table.refresh();
        SnapshotRef head = table.refs().get(branch);
        Snapshot current = table.currentSnapshot();
        if (head == null || table.refs().containsKey(tag)) {
            return OptionalLong.empty();
        }
        if (current != null && !SnapshotUtil.isAncestorOf(table, head.snapshotId(), current.snapshotId())) {
            return OptionalLong.empty();
        }
        try {
            table.manageSnapshots()
                    .fastForwardBranch(SnapshotRef.MAIN_BRANCH, branch)
                    .createTag(tag, head.snapshotId())
                    .setMaxRefAgeMs(tag, Long.MAX_VALUE)
                    .removeBranch(branch)
                    .commit();
        } catch (CommitFailedException e) {
            // Somebody else committed in between; what the table holds now says whether this commit is still possible.
            return OptionalLong.empty();
        }
        return OptionalLong.of(head.snapshotId());
    }

    /** Drops the branches that killed writers left, whose names begin like this. */
    public static void drop(Table table, String prefix) {
        table.refresh();
        List<String> left = table.refs().entrySet().stream()
                .filter(entry -> entry.getValue().isBranch() && entry.getKey().startsWith(prefix))
                .map(Map.Entry::getKey)
                .toList();
        for (String branch : left) {
            table.manageSnapshots().removeBranch(branch).commit();
            table.refresh();
        }
    }
}
