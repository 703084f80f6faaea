// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.WithdrawalEntry;
import io.tributary.protocol.record.WithdrawalRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.Embeddings;
import io.tributary.tables.KeyRole;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredWithdrawal;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.TableReader;
import io.tributary.tables.WriterLock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Withdraws records: versions that are published later lack them, versions that are published keep them. */
public final class WithdrawStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public WithdrawStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Signs the withdrawal and puts it on the ledger; what is withdrawn already is left as it is.
     *
     * @param contributor who withdraws his own records; empty for the Datanet's owner, who may withdraw any
     * @throws InvalidInputException if there is no such record
     * @throws RefusedException if a record is somebody else's
     */
    public Report withdraw(String slug, Collection<String> recordIds, Optional<String> contributor) {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        LedgerView view = LedgerView.of(ledger);
        DatanetEntry datanet = view.datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
        Set<String> asked = new TreeSet<>(recordIds);
        requireOwn(slug, asked, contributor);
        Set<String> left = new TreeSet<>(asked);
        left.removeAll(view.withdrawnIds(slug));
        String signer = contributor.orElse(datanet.owner());
        for (List<String> part : parts(left)) {
            SignedEnvelope signed = sign(
                    slug,
                    signer,
                    contributor.isPresent(),
                    part,
                    view.withdrawals(slug).size());
            try (WriterLock lock = workspace.lockForWriting("registering a withdrawal")) {
                LakeInit.run(workspace.lake());
                new RegistryWriter(workspace.lake()).withdrawal(new RegisteredWithdrawal(signed));
            }
            // The ledger takes a withdrawal from the Datanet's owner, or with the approval of several organisations.
            workspace
                    .ledger(datanet.owner())
                    .append(WithdrawalRequest.of(signed.body()).entry());
        }
        forgetVectors(slug, asked);
        return report(slug, signer, asked, left);
    }

    /** What is withdrawn stays readable in the versions that have it, but no review of records looks for it any more. */
    private void forgetVectors(String slug, Set<String> recordIds) {
        try (WriterLock lock = workspace.lockForWriting("removing the vectors of withdrawn records")) {
            Embeddings.forgetRecords(workspace.lake(), slug, recordIds);
        }
    }

    private SignedEnvelope sign(String slug, String signer, boolean own, List<String> recordIds, long sequence) {
        SigningKey key = workspace.keys().signingKey(own ? KeyRole.CONTRIBUTOR : KeyRole.ORGANISATION, signer);
        WithdrawalRequest request = new WithdrawalRequest(
                workspace.network(), signer, key.verifyingKey().keyId(), sequence, slug, recordIds);
        return SignedEnvelope.sign(request.toJson(), key);
    }

    private void requireOwn(String slug, Set<String> recordIds, Optional<String> contributor) {
        if (recordIds.isEmpty()) {
            throw new InvalidInputException("name a record to withdraw; 'tributary sql \"select record_id from"
                    + " datanets." + slug + "\"' shows them");
        }
        Map<String, String> contributors = new HashMap<>();
        TableReader.of(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE))
                .whereEqual(BronzeTables.DATANET, slug)
                .select(BronzeTables.RECORD_ID, BronzeTables.CONTRIBUTOR)
                .forEach(row -> contributors.put(row.text(BronzeTables.RECORD_ID), row.text(BronzeTables.CONTRIBUTOR)));
        for (String recordId : recordIds) {
            String owner = contributors.get(recordId);
            if (owner == null) {
                throw new InvalidInputException("Datanet " + slug + " has no record " + recordId);
            }
            if (contributor.isPresent() && !owner.equals(contributor.get())) {
                throw new RefusedException(
                        "record " + recordId + " is " + owner + "'s, so " + contributor.get() + " can not withdraw it");
            }
        }
    }

    private static List<List<String>> parts(Set<String> recordIds) {
        List<String> sorted = List.copyOf(recordIds);
        List<List<String>> parts = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += WithdrawalEntry.RECORDS_MAX) {
            parts.add(sorted.subList(from, Math.min(sorted.size(), from + WithdrawalEntry.RECORDS_MAX)));
        }
        return parts;
    }

    private static Report report(String slug, String signer, Set<String> asked, Set<String> left) {
        return Report.of(
                left.size() + " records of " + slug + " withdrawn by " + signer
                        + (left.size() < asked.size() ? ", " + (asked.size() - left.size()) + " were before" : "")
                        + "; 'tributary datanet publish " + slug + "' makes a version without them",
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("signer", signer)
                        .put("withdrawn", List.copyOf(left))
                        .put("before", asked.size() - left.size())
                        .build());
    }
}
