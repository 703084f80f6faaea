// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;

/**
 * One table of the lake: where it lives, its columns and how it is partitioned. All tables are Iceberg format v2.
 *
 * @param namespace the namespace, for example {@code bronze}
 * @param name the table's name in it
 * @param schema the columns
 * @param spec the partitioning of {@code schema}
 */
public record TableDefinition(String namespace, String name, Schema schema, PartitionSpec spec) {

    /** Checks that nothing is missing. */
    public TableDefinition {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(schema, "schema");
        Objects.requireNonNull(spec, "spec");
    }

    /** The name by which the catalog knows the table. */
    public TableIdentifier identifier() {
        return TableIdentifier.of(Namespace.of(namespace), name);
    }

    /** {@code namespace.name}, as in SQL whose default catalog is the lake. */
    public String qualifiedName() {
        return namespace + "." + name;
    }

    /**
     * The table properties: format v2, many commit retries for a catalog shared by processes, copy-on-write row changes (tables are
     * small where rows change, and readers then never merge), and old metadata files removed.
     */
    public Map<String, String> properties() {
        return Map.of(
                "format-version", "2",
                "write.format.default", "parquet",
                "write.parquet.compression-codec", "zstd",
                "write.delete.mode", "copy-on-write",
                "write.update.mode", "copy-on-write",
                "write.merge.mode", "copy-on-write",
                "write.metadata.delete-after-commit.enabled", "true",
                "write.metadata.previous-versions-max", "20",
                "commit.retry.num-retries", "20");
    }
}
