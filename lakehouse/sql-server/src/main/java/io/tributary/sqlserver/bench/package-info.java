// SPDX-License-Identifier: Apache-2.0
/** How long an analyst's statements take on each engine. */
package io.tributary.sqlserver.bench;
