// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.LabelledRow;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.ModelEntry;
import java.util.List;

/** Compares a model that was made again with its entry on the ledger. */
final class ModelCheck {
    private final ModelEntry entry;
    private final RebuiltModel model;

    ModelCheck(ModelEntry entry, RebuiltModel model) {
        this.entry = entry;
        this.model = model;
    }

    /**
     * The held-out items with their true classes, after the comparison.
     *
     * @throws RefusedException naming what differs from the ledger
     */
    List<LabelledRow> heldOut(List<HeldOutItem> heldOut) {
        same("classes", model.training().classes().toString(), entry.classes().toString());
        same("dictionary", model.dictionary().sha256(), entry.featureSpec().hex());
        same("weights", model.weights().sha256(), entry.weightsHash().hex());
        same(
                "inverse curvature",
                model.inverse().sha256(),
                entry.curvatureHash().hex());
        same("median self-influence", Long.toString(model.medianSigma()), entry.medianSigma());
        List<LabelledRow> rows = model.heldOut(heldOut);
        same("held-out accuracy", Long.toString(model.evalPpm(rows)), Long.toString(entry.evalPpm()));
        return rows;
    }

    private void same(String what, String recomputed, String anchored) {
        if (!recomputed.equals(anchored)) {
            throw new RefusedException(what + " of model " + entry.modelId() + ": recomputed " + recomputed
                    + ", the ledger has " + anchored);
        }
    }
}
