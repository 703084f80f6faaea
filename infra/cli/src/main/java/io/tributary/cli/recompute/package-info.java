// SPDX-License-Identifier: Apache-2.0
/**
 * The plain reader: computes an epoch again from texts, receipts and ledger entries, one row after the other and
 * without Spark, and compares. Start reading at {@link io.tributary.cli.recompute.EpochRecomputation}.
 */
package io.tributary.cli.recompute;
