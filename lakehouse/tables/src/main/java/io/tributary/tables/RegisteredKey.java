// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.io.Serializable;
import java.util.Objects;

/**
 * A public signing key as registered.
 *
 * @param owner contributor or host
 * @param keyId which of the owner's keys, 16 hex digits
 * @param publicKey 64 hex digits
 * @param role what the owner signs with it, for example {@code contributor} or {@code host}
 * @param validFromMillis epoch milliseconds, inclusive
 * @param validToMillis epoch milliseconds, exclusive; 0 = no end
 */
public record RegisteredKey(
        String owner, String keyId, String publicKey, String role, long validFromMillis, long validToMillis)
        implements Serializable {
    /** Checks that nothing is missing. */
    public RegisteredKey {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(publicKey, "publicKey");
        Objects.requireNonNull(role, "role");
    }

    /** Whether the key may sign something of this time. */
    public boolean isValidAt(long epochMillis) {
        return epochMillis >= validFromMillis && (validToMillis == 0 || epochMillis < validToMillis);
    }

    Row toRow() {
        return Row.builder()
                .text(RegistryTables.OWNER, owner)
                .text(RegistryTables.KEY_ID, keyId)
                .text(RegistryTables.PUBLIC_KEY, publicKey)
                .text(RegistryTables.ROLE, role)
                .number(RegistryTables.VALID_FROM, validFromMillis)
                .number(RegistryTables.VALID_TO, validToMillis)
                .build();
    }

    static RegisteredKey of(Row row) {
        return new RegisteredKey(
                row.text(RegistryTables.OWNER),
                row.text(RegistryTables.KEY_ID),
                row.text(RegistryTables.PUBLIC_KEY),
                row.text(RegistryTables.ROLE),
                row.number(RegistryTables.VALID_FROM),
                row.number(RegistryTables.VALID_TO));
    }
}
