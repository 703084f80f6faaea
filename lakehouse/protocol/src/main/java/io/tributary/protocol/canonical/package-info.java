// SPDX-License-Identifier: Apache-2.0
/**
 * Canonical JSON: the one encoding of everything that is hashed, signed or attested.
 * Start with {@link io.tributary.protocol.canonical.CanonicalJson}.
 */
package io.tributary.protocol.canonical;
