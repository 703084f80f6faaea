// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.recompute.EpochRecomputation;
import io.tributary.cli.recompute.TableCheck;
import io.tributary.contract.EpochStatus;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Attestation;
import io.tributary.protocol.record.EpochRecord;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An organisation recomputes an epoch and signs what it found. */
public final class AttestStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public AttestStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Recomputes and signs what was found; the key is the organisation's in the key store unless a file is given. Where
     * the proposal is right and the organisation's own copy of the tables is not, nothing is signed.
     */
    public Report attest(long epoch, String organisation, Optional<Path> keyFile) {
        Member member = Member.of(workspace, organisation);
        SigningKey key = member.key(keyFile);
        EpochStatus proposal = member.proposal(epoch);
        EpochRecomputation.Result own = new RecomputeStep(workspace).compute(proposal);
        boolean equal = own.record().leafHash().equals(proposal.recordHash());
        Optional<String> wrongRow =
                TableCheck.ofCopy(workspace.lake(), organisation).firstDifference(epoch, own);
        if (equal && wrongRow.isPresent()) {
            return unsigned(proposal, organisation, own, wrongRow.get());
        }
        Attestation attestation = new Attestation(
                workspace.network(),
                organisation,
                key.verifyingKey().keyId(),
                Attestation.sequence(epoch, proposal.round()),
                epoch,
                own.record().leafHash(),
                equal ? Attestation.EQUAL : Attestation.DIFFERENT);
        Ledger ledger = workspace.ledger(organisation);
        ledger.attest(SignedEnvelope.sign(attestation.toJson(), key));
        JsonObject json = json(proposal, organisation, own, attestation.verdict(), wrongRow);
        if (!equal) {
            return different(proposal, organisation, own.record(), wrongRow, json);
        }
        List<String> lines = new ArrayList<>();
        lines.add(organisation + " recomputed epoch " + epoch + " and attests record "
                + own.record().leafHash());
        lines.addAll(PutOff.lines(own.putOff()));
        return Report.of(lines, json);
    }

    private static Report unsigned(
            EpochStatus proposal, String organisation, EpochRecomputation.Result own, String wrongRow) {
        String reason = organisation + "'s copy of the tables is wrong, so it signed nothing: " + wrongRow;
        return new Report(
                List.of(
                        organisation + " recomputed epoch " + own.record().epoch() + " and gets the proposed record "
                                + proposal.recordHash(),
                        reason),
                json(proposal, organisation, own, "", Optional.of(wrongRow)),
                ExitCode.NO,
                reason);
    }

    private static Report different(
            EpochStatus proposal, String organisation, EpochRecord own, Optional<String> wrongRow, JsonObject json) {
        String difference = wrongRow.orElseGet(() -> RecordDifference.first(own, proposal.record()));
        return new Report(
                List.of(
                        organisation + " recomputed epoch " + own.epoch() + " and differs: " + own.leafHash()
                                + ", proposed is " + proposal.recordHash(),
                        "the differing attestation is on the ledger; first difference: " + difference),
                json,
                ExitCode.NO,
                "epoch " + own.epoch() + ": " + difference);
    }

    private static JsonObject json(
            EpochStatus proposal,
            String organisation,
            EpochRecomputation.Result own,
            String verdict,
            Optional<String> wrongRow) {
        return JsonObject.nested()
                .put("epoch", own.record().epoch())
                .put("organisation", organisation)
                .put("recordHash", own.record().leafHash())
                .put("proposed", proposal.recordHash())
                .put("verdict", verdict)
                .put("firstDifference", wrongRow.orElse(""))
                .put("putOff", own.putOff())
                .build();
    }
}
