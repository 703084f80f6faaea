// SPDX-License-Identifier: Apache-2.0
/**
 * An embedded Kafka broker for runs without servers. It lives in a JVM of its own and listens on the loopback
 * address only.
 */
package io.tributary.ingestion.broker;
