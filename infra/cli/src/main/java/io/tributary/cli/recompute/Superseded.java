// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.EpochRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The epochs that an adjustment takes the place of: the one that it names, what that one adjusted, and so on, down to the
 * regular epoch whose sealed receipts all of them pay for.
 *
 * @param records newest first, at least one; all but the last are adjustments
 */
public record Superseded(List<EpochRecord> records) {

    /** Copies the list. */
    public Superseded {
        records = List.copyOf(records);
    }

    /**
     * Follows the log.
     *
     * @param adjusts record hash that the adjustment names; empty for a regular epoch, which takes nobody's place
     */
    public static Optional<Superseded> of(LedgerView ledger, String adjusts) {
        List<EpochRecord> records = new ArrayList<>();
        String hash = adjusts;
        while (!hash.isEmpty()) {
            String wanted = hash;
            EpochRecord record = ledger.epochs().stream()
                    .filter(epoch -> epoch.leafHash().hex().equals(wanted))
                    .findFirst()
                    .orElseThrow(() ->
                            new RefusedException("the adjusted record " + wanted + " is not in the ledger's log"));
            records.add(record);
            hash = record.adjusts();
        }
        return records.isEmpty() ? Optional.empty() : Optional.of(new Superseded(records));
    }

    /** The epoch that the receipts are sealed in and whose number decides the parameters. */
    public EpochRecord regular() {
        return records.get(records.size() - 1);
    }
}
