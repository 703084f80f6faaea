// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.ConflictException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;

/** Tags name the versions of a Datanet. Iceberg would let a tag be moved; here one that exists is never moved nor replaced. */
public final class Tags {
    private Tags() {}

    /** The snapshot of a tag in the loaded state of the table. */
    public static OptionalLong find(Table table, String tag) {
        SnapshotRef reference = table.refs().get(tag);
        return reference == null || !reference.isTag() ? OptionalLong.empty() : OptionalLong.of(reference.snapshotId());
    }

    /** Every tag with its snapshot, by name. */
    public static Map<String, Long> list(Table table) {
        Map<String, Long> tags = new TreeMap<>();
        table.refs().forEach((name, reference) -> {
            if (reference.isTag()) {
                tags.put(name, reference.snapshotId());
            }
        });
        return tags;
    }

    /**
     * Tags a snapshot. The tag never expires. Does nothing if the tag names this snapshot already.
     *
     * @throws ConflictException if the tag names another snapshot
     */
    public static void create(Table table, String tag, long snapshotId) {
        table.refresh();
        SnapshotRef existing = table.refs().get(tag);
        if (existing != null) {
            if (existing.isTag() && existing.snapshotId() == snapshotId) {
                return;
            }
            throw new ConflictException("tag " + tag + " of table " + table.name() + " names snapshot "
                    + existing.snapshotId() + ", want " + snapshotId + "; a tag is never moved");
        }
        table.manageSnapshots()
                .createTag(tag, snapshotId)
                .setMaxRefAgeMs(tag, Long.MAX_VALUE)
                .commit();
    }
}
