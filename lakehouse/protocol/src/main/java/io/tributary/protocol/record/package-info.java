// SPDX-License-Identifier: Apache-2.0
/**
 * The records of the system with their canonical form: contributions, receipts, versions, models, epochs, payouts, attestations, claims.
 * Start with {@link io.tributary.protocol.record.EpochRecord}.
 */
package io.tributary.protocol.record;
