// SPDX-License-Identifier: Apache-2.0
/**
 * The chaincode that {@code tributary bench ledger} compares the contract with: it puts a value and does nothing else. Start
 * with {@link io.tributary.chaincode.bench.BenchService}; no network but the benchmark's own runs it.
 */
package io.tributary.chaincode.bench;
