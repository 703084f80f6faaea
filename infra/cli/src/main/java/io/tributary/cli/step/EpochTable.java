// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RewardTables;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads epoch records from the table that the attribution job writes. */
final class EpochTable {
    private static final int RECORD_BYTES_MAX = 1 << 20;

    private final LakeCatalog lake;

    EpochTable(LakeCatalog lake) {
        this.lake = lake;
    }

    /** The computed record of an epoch. */
    EpochRecord record(long epoch) {
        return find(epoch)
                .orElseThrow(() -> new UnavailableException(
                        "epoch " + epoch + " is not computed yet; 'tributary epoch attribute " + epoch + "' does it"));
    }

    /** The computed record of an epoch, if there is one. */
    Optional<EpochRecord> find(long epoch) {
        return TableReader.of(lake.table(RewardTables.EPOCHS_TABLE))
                .whereEqual(RewardTables.EPOCH, epoch)
                .list()
                .stream()
                .map(row -> EpochRecord.of(CanonicalJson.parse(
                        row.text(RewardTables.RECORD).getBytes(StandardCharsets.UTF_8), RECORD_BYTES_MAX)))
                .findFirst();
    }
}
