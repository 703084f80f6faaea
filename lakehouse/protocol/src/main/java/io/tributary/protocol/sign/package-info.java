// SPDX-License-Identifier: Apache-2.0
/**
 * Ed25519 keys (RFC 8032) and the typed signed envelope that everything signed travels in.
 * Start with {@link io.tributary.protocol.sign.SignedEnvelope}.
 */
package io.tributary.protocol.sign;
