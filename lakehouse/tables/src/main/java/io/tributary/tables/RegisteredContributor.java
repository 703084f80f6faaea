// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.util.Objects;

/**
 * A contributor as registered.
 *
 * @param contributorId random, not a hash of a key
 * @param organisation the organisation that vouches for the contributor
 * @param payee who is paid for the contributions
 * @param payeeKey the payee's public key, 64 hex digits; claims are signed by it
 * @param status {@code active}, or why not
 */
public record RegisteredContributor(
        String contributorId, String organisation, String payee, String payeeKey, String status) {
    /** The status of a contributor whose batches are accepted. */
    public static final String ACTIVE = "active";

    /** Checks that nothing is missing. */
    public RegisteredContributor {
        Objects.requireNonNull(contributorId, "contributorId");
        Objects.requireNonNull(organisation, "organisation");
        Objects.requireNonNull(payee, "payee");
        Objects.requireNonNull(payeeKey, "payeeKey");
        Objects.requireNonNull(status, "status");
    }

    Row toRow() {
        return Row.builder()
                .text(RegistryTables.CONTRIBUTOR_ID, contributorId)
                .text(RegistryTables.ORGANISATION, organisation)
                .text(RegistryTables.PAYEE, payee)
                .text(RegistryTables.PAYEE_KEY, payeeKey)
                .text(RegistryTables.STATUS, status)
                .build();
    }

    static RegisteredContributor of(Row row) {
        return new RegisteredContributor(
                row.text(RegistryTables.CONTRIBUTOR_ID),
                row.text(RegistryTables.ORGANISATION),
                row.text(RegistryTables.PAYEE),
                row.text(RegistryTables.PAYEE_KEY),
                row.text(RegistryTables.STATUS));
    }
}
