// SPDX-License-Identifier: Apache-2.0
/** The same lake served by Trino: its files, its configuration, who sees what, its process. */
package io.tributary.sqlserver.trino;
