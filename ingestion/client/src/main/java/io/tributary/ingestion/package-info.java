// SPDX-License-Identifier: Apache-2.0
/**
 * The way in: contributions are sealed, cut into signed batches and sent to Kafka, and so are receipts. Nothing here reads what others
 * sent. Start with {@link io.tributary.ingestion.ContributionClient}.
 */
package io.tributary.ingestion;
