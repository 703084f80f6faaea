// SPDX-License-Identifier: Apache-2.0
/**
 * The Flink job from Kafka to the bronze tables: it verifies, takes every batch and every record once, and accounts for all it refuses,
 * exactly once through any crash. Start with {@link io.tributary.ingestion.flink.IngestJob}.
 */
package io.tributary.ingestion.flink;
