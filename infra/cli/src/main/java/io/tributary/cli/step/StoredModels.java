// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.influence.Dictionary;
import io.tributary.influence.LinearModel;
import io.tributary.influence.Shape;
import io.tributary.influence.Weights;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.ModelTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.List;

/** Reads trained models from their table. */
final class StoredModels {
    private final LakeCatalog lake;

    StoredModels(LakeCatalog lake) {
        this.lake = lake;
    }

    /**
     * The weights of a model that the ledger holds.
     *
     * @throws RefusedException if the table holds other weights than the ledger names
     */
    LinearModel load(ModelEntry entry) {
        Row row = row(entry.modelId());
        Dictionary dictionary = Dictionary.ofBytes(row.bytes(ModelTables.DICTIONARY));
        List<String> classes = row.texts(ModelTables.CLASSES);
        Shape shape = Shape.of(classes.size(), dictionary, row.int32(ModelTables.LAMBDA_Q24));
        Weights weights = Weights.ofBytes(shape, row.bytes(ModelTables.THETA));
        if (!weights.sha256().equals(entry.weightsHash().hex())
                || !classes.equals(entry.classes())
                || !dictionary.sha256().equals(entry.featureSpec().hex())) {
            throw new RefusedException("models.versions holds other weights of " + entry.modelId()
                    + " than the ledger names: " + weights.sha256() + ", want " + entry.weightsHash());
        }
        return new LinearModel(weights, dictionary, classes, row.text(ModelTables.K_HASH));
    }

    /** Number of passages that a model was trained on. */
    long rows(ModelEntry entry) {
        return row(entry.modelId()).number(ModelTables.ROWS);
    }

    private Row row(String modelId) {
        return TableReader.of(lake.table(ModelTables.VERSIONS_TABLE))
                .whereEqual(ModelTables.MODEL_ID, modelId)
                .list()
                .stream()
                .findFirst()
                .orElseThrow(() -> new UnavailableException("models.versions has no model " + modelId));
    }
}
