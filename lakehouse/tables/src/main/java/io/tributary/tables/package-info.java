// SPDX-License-Identifier: Apache-2.0
/**
 * The lakehouse: schemas, catalog, versions as tags, the key store and plain readers and writers of the Iceberg tables. Names and
 * columns used by both engines are defined here once; start with {@link io.tributary.tables.LakeCatalog}.
 */
package io.tributary.tables;
