// SPDX-License-Identifier: Apache-2.0
/**
 * Sealing of payloads, so that streams, tables and checkpoints hold nothing readable.
 * Start with {@link io.tributary.protocol.seal.SealingKey}.
 */
package io.tributary.protocol.seal;
