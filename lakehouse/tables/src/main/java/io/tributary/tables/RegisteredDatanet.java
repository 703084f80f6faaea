// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.record.DatanetEntry;
import java.util.Objects;

/**
 * A Datanet as registered.
 *
 * @param title for people
 * @param entry what the ledger holds
 */
public record RegisteredDatanet(String title, DatanetEntry entry) {
    /** Checks that nothing is missing. */
    public RegisteredDatanet {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(entry, "entry");
    }

    /** The same with the licence that later terms name. */
    public RegisteredDatanet withLicence(String licence) {
        return new RegisteredDatanet(
                title,
                new DatanetEntry(
                        entry.network(),
                        entry.slug(),
                        entry.owner(),
                        licence,
                        entry.heldOutRoot(),
                        entry.heldOutCount()));
    }

    Row toRow() {
        return Row.builder()
                .text(RegistryTables.SLUG, entry.slug())
                .text(RegistryTables.TITLE, title)
                .text(RegistryTables.LICENCE, entry.licence())
                .text(RegistryTables.OWNER, entry.owner())
                .text(RegistryTables.HELD_OUT_ROOT, entry.heldOutRoot().hex())
                .text(RegistryTables.RECORD, entry.toJson().toString())
                .build();
    }

    static RegisteredDatanet of(Row row) {
        return new RegisteredDatanet(
                row.text(RegistryTables.TITLE), DatanetEntry.of(RegistryReader.parse(row.text(RegistryTables.RECORD))));
    }
}
