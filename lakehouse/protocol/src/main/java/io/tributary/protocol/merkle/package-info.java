// SPDX-License-Identifier: Apache-2.0
/**
 * Merkle trees of RFC 6962 and RFC 9162 over SHA-256: roots, inclusion, absence and consistency proofs, and the compact range.
 * Start with {@link io.tributary.protocol.merkle.MerkleTree}.
 */
package io.tributary.protocol.merkle;
