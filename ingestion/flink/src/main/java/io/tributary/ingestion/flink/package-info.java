// SPDX-License-Identifier: Apache-2.0
/**
 * The Flink job from Kafka to the bronze tables. It verifies, deduplicates and writes exactly once.
 */
package io.tributary.ingestion.flink;
