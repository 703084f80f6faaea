// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.CommitStateUnknownException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Operations on a table whose commits count as done when the table shows their snapshots, and not otherwise. */
final class CheckedOperations implements TableOperations {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedOperations.class);

    private final TableOperations table;

    CheckedOperations(TableOperations table) {
        this.table = Objects.requireNonNull(table, "table");
    }

    @Override
    public void commit(TableMetadata base, TableMetadata metadata) {
        Set<Long> added = added(base, metadata);
        try {
            table.commit(base, metadata);
        } catch (RuntimeException e) {
            if (!added.isEmpty() && isThere(added)) {
                LOG.warn("the catalog reports a failure, but has committed snapshots {}", added, e);
                return;
            }
            throw e;
        }
        if (!added.isEmpty() && !isThere(added)) {
            throw new CommitFailedException("the catalog reports a success, but has not committed snapshots %s", added);
        }
    }

    private static Set<Long> added(TableMetadata base, TableMetadata metadata) {
        Set<Long> added = new HashSet<>();
        for (Snapshot snapshot : metadata.snapshots()) {
            if (base == null || base.snapshot(snapshot.snapshotId()) == null) {
                added.add(snapshot.snapshotId());
            }
        }
        return added;
    }

    private boolean isThere(Set<Long> snapshots) {
        try {
            TableMetadata now = table.refresh();
            return snapshots.stream().allMatch(id -> now.snapshot(id) != null);
        } catch (RuntimeException e) {
            throw new CommitStateUnknownException("can't look up what the catalog has committed", e);
        }
    }

    @Override
    public TableMetadata current() {
        return table.current();
    }

    @Override
    public TableMetadata refresh() {
        return table.refresh();
    }

    @Override
    public FileIO io() {
        return table.io();
    }

    @Override
    public EncryptionManager encryption() {
        return table.encryption();
    }

    @Override
    public String metadataFileLocation(String fileName) {
        return table.metadataFileLocation(fileName);
    }

    @Override
    public LocationProvider locationProvider() {
        return table.locationProvider();
    }

    @Override
    public TableOperations temp(TableMetadata uncommitted) {
        return table.temp(uncommitted);
    }

    @Override
    public long newSnapshotId() {
        return table.newSnapshotId();
    }

    @Override
    public boolean requireStrictCleanup() {
        return table.requireStrictCleanup();
    }
}
