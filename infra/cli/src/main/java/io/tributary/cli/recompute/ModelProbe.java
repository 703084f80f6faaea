// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries whether a model can be trained again to what its entry on the ledger says. */
public final class ModelProbe {
    private final RebuiltModels models;

    /** Prepares a trial. */
    public ModelProbe(String network, LakeCatalog lake, LedgerView log, KeyStore keys, Consumer<String> progress) {
        this.models = RebuiltModels.fresh(new EpochInputs(network, lake, log, keys), log, progress);
    }

    /** Why it cannot; empty if it can. */
    public Optional<String> differs(ModelEntry entry) {
        try {
            models.get(entry);
            return Optional.empty();
        } catch (TributaryException | IllegalArgumentException | ArithmeticException e) {
            // The last two: an entry may name a training by which the mathematics has no answer.
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
