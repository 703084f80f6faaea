// SPDX-License-Identifier: Apache-2.0
/**
 * The way in over HTTP: signed batches are checked at the door, counted against quotas, handed to Kafka and answered with a signed promise. Start
 * with {@link io.tributary.ingestion.gateway.Gateway}.
 */
package io.tributary.ingestion.gateway;
