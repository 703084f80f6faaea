// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.record.VersionEntry;
import java.util.Objects;

/**
 * A published Datanet version.
 *
 * @param entry what the ledger holds
 * @param logIndex place of the entry in the ledger log; {@link #NOT_ANCHORED} before it is there
 */
public record RegisteredVersion(VersionEntry entry, long logIndex) {
    /** The log index of a version whose entry is not on the ledger yet. */
    public static final long NOT_ANCHORED = -1;

    /** Checks that nothing is missing. */
    public RegisteredVersion {
        Objects.requireNonNull(entry, "entry");
        if (logIndex < NOT_ANCHORED) {
            throw new IllegalArgumentException("log index " + logIndex + ", want -1 or more");
        }
    }

    Row toRow() {
        return Row.builder()
                .text(RegistryTables.DATANET, entry.datanet())
                .int32(RegistryTables.VERSION, Math.toIntExact(entry.version()))
                .text(RegistryTables.TAG, entry.tag())
                .text(RegistryTables.ROOT, entry.root().hex())
                .number(RegistryTables.RECORD_COUNT, entry.recordCount())
                .number(RegistryTables.DUPLICATE_COUNT, entry.duplicateCount())
                .text(RegistryTables.DUPLICATES_ROOT, entry.duplicatesRoot().hex())
                .number(RegistryTables.LOG_INDEX, logIndex)
                .text(RegistryTables.RECORD, entry.toJson().toString())
                .build();
    }

    static RegisteredVersion of(Row row) {
        return new RegisteredVersion(
                VersionEntry.of(RegistryReader.parse(row.text(RegistryTables.RECORD))),
                row.number(RegistryTables.LOG_INDEX));
    }
}
