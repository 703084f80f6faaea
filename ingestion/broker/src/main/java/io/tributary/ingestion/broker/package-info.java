// SPDX-License-Identifier: Apache-2.0
/**
 * An embedded Kafka broker for runs without servers: one KRaft node in a JVM of its own, on the loopback address only. Start with
 * {@link io.tributary.ingestion.broker.EmbeddedBroker}.
 */
package io.tributary.ingestion.broker;
