// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
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
                .map(EpochTable::record)
                .findFirst();
    }

    /** The computed records of all epochs that adjust others, newest first. */
    List<EpochRecord> adjustments() {
        return TableReader.of(lake.table(RewardTables.EPOCHS_TABLE))
                .whereEqual(RewardTables.KIND, EpochRecord.ADJUSTMENT)
                .list()
                .stream()
                .map(EpochTable::record)
                .sorted(Comparator.comparingLong(EpochRecord::epoch).reversed())
                .toList();
    }

    private static EpochRecord record(Row row) {
        return EpochRecord.of(
                CanonicalJson.parse(row.text(RewardTables.RECORD).getBytes(StandardCharsets.UTF_8), RECORD_BYTES_MAX));
    }
}
