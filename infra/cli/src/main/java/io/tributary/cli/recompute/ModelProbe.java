// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegistryReader;
import java.util.Optional;
import java.util.function.Consumer;

/** Tries whether a model can be trained again to what its entry on the ledger says. */
public final class ModelProbe {
    private final LakeCatalog lake;
    private final RebuiltModels models;

    /** Prepares a trial. */
    public ModelProbe(String network, LakeCatalog lake, LedgerView log, KeyStore keys, Consumer<String> progress) {
        this.lake = lake;
        this.models = RebuiltModels.fresh(new EpochInputs(network, lake, log, keys), log, progress);
    }

    /**
     * Why it cannot; empty if it can. That the lake lacks what the ledger names is a reason, since whoever trained the model could withhold it;
     * that the lake does not answer is none.
     *
     * @throws UnavailableException if the lake does not answer
     */
    public Optional<String> differs(ModelEntry entry) {
        try {
            models.get(entry);
            return Optional.empty();
        } catch (TributaryException | IllegalArgumentException | ArithmeticException e) {
            // The last two: an entry may name a training by which the mathematics has no answer.
            requireAnswer(e);
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw unanswered(e);
        }
    }

    /** A lake that answers has its registry, whatever else is missing from it. */
    private void requireAnswer(RuntimeException why) {
        try {
            if (!new RegistryReader(lake).keys().isEmpty()) {
                return;
            }
        } catch (RuntimeException e) {
            throw unanswered(e);
        }
        throw unanswered(why);
    }

    private static UnavailableException unanswered(RuntimeException why) {
        return new UnavailableException(
                "the lake does not answer, which says nothing about the model; try again when it does: "
                        + why.getMessage(),
                why);
    }
}
