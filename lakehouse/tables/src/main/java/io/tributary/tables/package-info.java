// SPDX-License-Identifier: Apache-2.0
/**
 * The lakehouse: schemas, catalog and versions of the Iceberg tables. Names and columns used by both engines
 * are defined here once.
 */
package io.tributary.tables;
