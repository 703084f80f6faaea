// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.contract.RecordedEntry;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Approval;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.ModelRefusal;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.KeyRole;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Brings into the log what several organisations have to approve: parameters, deposits, refusals of models. */
final class Agreement {
    private final Workspace workspace;

    Agreement(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * How far an entry came.
     *
     * @param entry its leaf hash, by which others approve it
     * @param index its place in the log; empty while approvals are missing
     * @param approvedBy the organisations that approved it
     * @param wanted how many it takes
     */
    record Outcome(Hash entry, OptionalLong index, List<String> approvedBy, long wanted) {
        /** What to tell people. */
        String sentence() {
            return index.isPresent()
                    ? "log entry " + index.getAsLong()
                    : "waiting: approved by " + approvedBy.size() + " of " + wanted
                            + " organisations; 'tributary ledger approve " + entry + " --org ORG' adds another";
        }

        /** The same for programs; the index is empty while approvals are missing. */
        JsonObject.Builder addTo(JsonObject.Builder json) {
            return json.put("entry", entry)
                    .put("index", index.isPresent() ? Long.toString(index.getAsLong()) : "")
                    .put("approvedBy", approvedBy);
        }
    }

    /** Appends an entry, approved by every organisation whose key is in this key store, this one first. */
    Outcome append(CanonicalRecord entry, String organisation) {
        List<String> names = new ArrayList<>(List.of(organisation));
        policy(organisation).organisations().stream()
                .map(Policy.Organisation::name)
                .filter(name ->
                        !name.equals(organisation) && workspace.keys().hasSigningKey(KeyRole.ORGANISATION, name))
                .forEach(names::add);
        return append(entry, names);
    }

    /** Records an entry, approved by one organisation alone; it comes into the log if that is enough. */
    Outcome offer(CanonicalRecord entry, String organisation) {
        return append(entry, List.of(organisation));
    }

    private Outcome append(CanonicalRecord entry, List<String> organisations) {
        workspace.ledger(organisations.get(0)).record(entry);
        return approve(entry.leafHash(), organisations);
    }

    /**
     * Adds an organisation's approval to an entry that was recorded.
     *
     * @throws InvalidInputException if no entry has that hash
     */
    Outcome approve(Hash entry, String organisation) {
        return approve(entry, List.of(organisation));
    }

    /** Only as many approve as it takes. */
    private Outcome approve(Hash entry, List<String> organisations) {
        Ledger ledger = workspace.ledger(organisations.get(0));
        RecordedEntry recorded = recorded(ledger, entry);
        Set<String> approved = new LinkedHashSet<>(recorded.approvedBy());
        long wanted = wanted(ledger, recorded.entry());
        for (String organisation : organisations) {
            if (approved.size() < wanted && !recorded.inLog() && approved.add(organisation)) {
                SigningKey key = workspace.keys().signingKey(KeyRole.ORGANISATION, organisation);
                Approval approval = Approval.of(
                        workspace.network(), organisation, key.verifyingKey().keyId(), entry);
                workspace.ledger(organisation).approve(SignedEnvelope.sign(approval.toJson(), key));
            }
        }
        OptionalLong index = recorded.inLog() || approved.size() >= wanted
                ? OptionalLong.of(ledger.extend(List.of(entry)).get(0))
                : OptionalLong.empty();
        return new Outcome(entry, index, List.copyOf(approved), wanted);
    }

    /** A recorded entry. */
    static RecordedEntry recorded(Ledger ledger, Hash entry) {
        return ledger.recorded(entry)
                .orElseThrow(() -> new InvalidInputException(
                        "no entry " + entry + " is recorded on the ledger; ask who offers it for its hash"));
    }

    private long wanted(Ledger ledger, JsonObject entry) {
        if (entry.type().equals(ModelRefusal.TYPE)) {
            return policy(ledger.caller()).threshold();
        }
        String yetToHold = ledger.parameters(Long.MAX_VALUE).getOrDefault(Names.APPROVALS_MINIMUM, "0");
        return Long.parseLong(
                ledger.parameters(ParameterStep.firstFree(ledger)).getOrDefault(Names.APPROVALS_MINIMUM, yetToHold));
    }

    private Policy policy(String organisation) {
        Member.of(workspace, organisation);
        return Member.policy(workspace);
    }
}
