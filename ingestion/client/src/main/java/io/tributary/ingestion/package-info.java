// SPDX-License-Identifier: Apache-2.0
/**
 * The way in: batches are signed, sealed and sent to Kafka. Nothing here reads what others sent.
 */
package io.tributary.ingestion;
