// SPDX-License-Identifier: Apache-2.0
/**
 * The one configuration file: typed records, every key known.
 * Start with {@link io.tributary.protocol.config.Configuration}.
 */
package io.tributary.protocol.config;
