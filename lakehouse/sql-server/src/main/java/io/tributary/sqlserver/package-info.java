// SPDX-License-Identifier: Apache-2.0
/**
 * The lake over JDBC: Arrow Flight SQL in front of one Spark session, read-only, with TLS and passwords. A process of its own, started
 * by {@code tributary sql-server up}.
 */
package io.tributary.sqlserver;
