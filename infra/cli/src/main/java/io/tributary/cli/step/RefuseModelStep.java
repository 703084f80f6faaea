// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.recompute.ModelProbe;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.protocol.record.ModelRefusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** An organisation says that it cannot train a model again to what its entry on the ledger says. */
public final class RefuseModelStep {
    private final Workspace workspace;
    private final Consumer<String> progress;

    /** Works in this workspace. */
    public RefuseModelStep(Workspace workspace, Consumer<String> progress) {
        this.workspace = workspace;
        this.progress = progress;
    }

    /**
     * Trains the model again and, if that gives another one or none, approves its refusal.
     *
     * @throws RefusedException if the model is what its entry says
     */
    public Report refuse(String idOrName, String organisation) {
        Member.of(workspace, organisation);
        Ledger ledger = workspace.ledger(organisation);
        LedgerView view = LedgerView.of(ledger);
        ModelEntry model = ModelSteps.require(view, idOrName);
        Optional<String> reason =
                new ModelProbe(workspace.network(), workspace.lake(), view, workspace.keys(), progress).differs(model);
        if (reason.isEmpty()) {
            throw new RefusedException("model " + model.modelId() + " can be trained again, to the very same weights; "
                    + organisation + " refuses nothing");
        }
        ModelRefusal refusal = view.refusal(model)
                .orElseGet(() -> new ModelRefusal(
                        workspace.network(),
                        model.leafHash(),
                        ledger.lastEpoch().epoch() + 1));
        Agreement.Outcome outcome = new Agreement(workspace).offer(refusal, organisation);
        return Report.of(
                List.of(
                        organisation + " refuses model " + model.modelId() + ": " + reason.get(),
                        "no epoch from " + refusal.fromEpoch() + " on pays for its answers: " + outcome.sentence()),
                outcome.addTo(JsonObject.nested()
                                .put("modelId", model.modelId())
                                .put("fromEpoch", refusal.fromEpoch())
                                .put("reason", reason.get()))
                        .build());
    }
}
