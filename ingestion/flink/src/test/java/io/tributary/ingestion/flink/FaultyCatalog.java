// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;
import org.apache.iceberg.jdbc.JdbcCatalog;

/** A catalog that lies about every other commit: it commits and reports a failure, or does not commit and reports a success. */
public final class FaultyCatalog extends JdbcCatalog {
    private static final AtomicInteger COMMITS = new AtomicInteger();

    /** For Iceberg's loader. */
    public FaultyCatalog() {}

    @Override
    protected TableOperations newTableOps(TableIdentifier identifier) {
        return new Lying(super.newTableOps(identifier));
    }

    private record Lying(TableOperations table) implements TableOperations {
        @Override
        public void commit(TableMetadata base, TableMetadata metadata) {
            switch (COMMITS.getAndIncrement() % 6) {
                case 0 -> {
                    table.commit(base, metadata);
                    throw new CommitFailedException("committed and reported as a conflict");
                }
                case 2 -> {
                    table.commit(base, metadata);
                    throw new IllegalStateException("committed and reported as a failure");
                }
                case 4 -> table.current();
                default -> table.commit(base, metadata);
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
        public String metadataFileLocation(String fileName) {
            return table.metadataFileLocation(fileName);
        }

        @Override
        public LocationProvider locationProvider() {
            return table.locationProvider();
        }
    }
}
