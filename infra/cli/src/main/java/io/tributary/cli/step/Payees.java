// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import java.util.HexFormat;

/**
 * Payees: a payee's name says nothing about who it is. Whoever earns in a role other than data has one too, found by
 * the owner's name.
 */
final class Payees {
    private static final int NAME_BYTES = 8;

    private final KeyStore keys;

    Payees(KeyStore keys) {
        this.keys = keys;
    }

    /** A payee for an owner who has none yet, with his payout key and the secret for his salts. */
    String create(String owner) {
        String payee = "p-" + HexFormat.of().formatHex(keys.source().bytes("payee-name/" + owner, NAME_BYTES));
        return provide(payee);
    }

    /** Makes sure that a payee has key and secret. */
    String provide(String payee) {
        keys.createSigningKey(KeyRole.PAYEE, payee);
        keys.createPayeeSecret(payee);
        return payee;
    }

    /** The payee's public key, hex. */
    String publicKey(String payee) {
        return keys.signingKey(KeyRole.PAYEE, payee).verifyingKey().hex();
    }
}
