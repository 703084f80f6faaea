// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.contract.RecordedEntry;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import java.util.List;

/** An organisation says that an entry which another one recorded may come into the log. */
public final class ApproveStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public ApproveStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Shows the entry and who approved it. */
    public Report show(String leafHash) {
        Hash entry = hash(leafHash);
        RecordedEntry recorded = Agreement.recorded(workspace.ledger(Names.FIRST_ORGANISATION), entry);
        return Report.of(
                List.of(
                        recorded.entry().toString(),
                        "recorded by " + recorded.caller() + ", approved by "
                                + (recorded.approvedBy().isEmpty()
                                        ? "nobody"
                                        : String.join(", ", recorded.approvedBy()))
                                + (recorded.inLog() ? ", in the log" : ", not in the log")),
                recorded.toJson());
    }

    /** Approves the entry; with enough approvals it comes into the log. */
    public Report approve(String leafHash, String organisation) {
        Hash entry = hash(leafHash);
        Member.of(workspace, organisation);
        Agreement.Outcome outcome = new Agreement(workspace).approve(entry, organisation);
        return Report.of(
                organisation + " approves entry " + entry + ": " + outcome.sentence(),
                outcome.addTo(JsonObject.nested()).build());
    }

    private static Hash hash(String leafHash) {
        if (!leafHash.matches("[0-9a-f]{64}")) {
            throw new InvalidInputException("entry is '" + leafHash + "', want its leaf hash, 64 hex digits");
        }
        return Hash.ofHex(leafHash);
    }
}
