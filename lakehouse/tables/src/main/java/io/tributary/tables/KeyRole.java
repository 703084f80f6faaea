// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.Locale;

/** Who a signing key of the key store signs as. */
public enum KeyRole {
    /** Signs batches of contributions. */
    CONTRIBUTOR,
    /** Signs batches of inference receipts. */
    HOST,
    /** Attests epochs and submits to the ledger. */
    ORGANISATION,
    /** Claims payouts. */
    PAYEE,
    /** Asks a model and signs what it asked. */
    CALLER,
    /** Promises that batches taken over HTTP will be anchored. */
    GATEWAY;

    /** The role in lower case, as in {@code registry.keys.role}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
