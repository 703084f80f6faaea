// SPDX-License-Identifier: Apache-2.0
/**
 * The offline verifier: one payout proof against one policy, no network, no other file.
 * Start with {@link io.tributary.protocol.verify.PayoutVerifier}; {@link io.tributary.protocol.verify.Verify} is the command.
 */
package io.tributary.protocol.verify;
