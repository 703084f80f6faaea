// SPDX-License-Identifier: Apache-2.0
/**
 * Measurements that a user can repeat: {@code tributary bench …}. What they find is printed, never asserted. Start with
 * {@link io.tributary.cli.bench.BenchLedger}.
 */
package io.tributary.cli.bench;
