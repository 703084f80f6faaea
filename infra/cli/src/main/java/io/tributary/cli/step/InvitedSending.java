// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.BrokenPromise;
import io.tributary.tables.KeyStore;
import io.tributary.tables.SecretSource;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Sends through a gateway from a machine without a home folder: keys, network and whose gateways are believed are in an invitation. Running
 * numbers belong to the key, so the outbox lies beside it.
 */
public final class InvitedSending {
    private final Terminal terminal;
    private final Path file;
    private final Invitation invitation;

    /** Sends as the invitation in this file says. */
    public InvitedSending(Terminal terminal, Path file) {
        this.terminal = terminal;
        this.file = file.toAbsolutePath().normalize();
        this.invitation = Invitation.read(file);
    }

    /** Checks every line and counts; sends nothing. */
    public Report check(ContributeSteps.Sending sending) {
        List<TextLine> lines = lines(sending);
        texts().requireRules(lines);
        return ContributeSteps.report(invitation.datanet(), lines, 1, 0, "would be sent");
    }

    /**
     * Sends every line, and leaves a receipt.
     *
     * @param receipt file of the receipt; empty for one in the outbox
     * @throws RefusedException if nobody whom the invitation names answers for the gateway
     */
    public Report contribute(ContributeSteps.Sending sending, ContributeSteps.Gateway gateway, Optional<Path> receipt) {
        List<TextLine> lines = lines(sending);
        TextSending texts = texts();
        texts.requireRules(lines);
        ContributionReceipts receipts = new ContributionReceipts(invitation.network(), invitation.datanet(), outbox());
        int batches;
        try (ContributionClient client = gateway.client(outbox(), invitation.limits())) {
            batches = texts.send(client, lines, 0, new FileNames(), Optional.of(receipts));
        }
        Path written = receipts.write(
                receipt.orElseGet(() -> receipts.defaultFile(TextSending.digest(lines))),
                gateway.address().toString());
        requireTrusted(receipts.answers(), written);
        Report sent = ContributeSteps.report(
                invitation.datanet(), lines, 1, batches, batches == 0 ? "were sent before" : "sent");
        return ContributeSteps.withReceipt(sent, invitation.datanet(), written);
    }

    private Path outbox() {
        return file.resolveSibling(file.getFileName() + ".outbox");
    }

    private List<TextLine> lines(ContributeSteps.Sending sending) {
        if (!sending.slug().equals(invitation.datanet())) {
            throw new InvalidInputException(
                    file + " invites to " + invitation.datanet() + ", not to " + sending.slug() + "; ask for another");
        }
        List<TextLine> lines = ContributeSteps.read(new ContributeSteps.Sending(
                sending.slug(),
                sending.files(),
                sending.contributor().or(() -> Optional.of(invitation.contributor())),
                sending.terms()));
        for (TextLine line : lines) {
            if (!line.contributor().equals(invitation.contributor())) {
                throw new InvalidInputException(line.place() + ": is " + line.contributor() + "'s, the invitation is "
                        + invitation.contributor() + "'s; he sends his own alone");
            }
        }
        return lines;
    }

    private TextSending texts() {
        TextSending.Keys keys = new TextSending.Keys() {
            @Override
            public SigningKey signing(String contributor) {
                return invitation.signingKey();
            }

            @Override
            public PayloadSeal seal(String contributor) {
                return new PayloadSeal(KeyStore.keyRef(contributor, invitation.datanet()), invitation.sealingKey());
            }
        };
        TextSending.Place place = new TextSending.Place(
                invitation.network(),
                invitation.datanet(),
                invitation.licence(),
                outbox(),
                terminal,
                SecretSource.random(),
                keys);
        return new TextSending(place, EventTimes.of(Clock.systemUTC()));
    }

    private void requireTrusted(List<Optional<JsonObject>> answers, Path receipt) {
        for (Optional<JsonObject> answer : answers) {
            JsonObject accepted = answer.orElseThrow();
            Optional<String> untrusted = BrokenPromise.untrusted(
                    SignedEnvelope.of(accepted.object("authority")),
                    SignedEnvelope.of(accepted.object("promise")),
                    invitation.policy());
            if (untrusted.isPresent()) {
                throw new RefusedException("what the gateway has promised binds nobody: " + untrusted.get()
                        + "; its answer is in " + receipt + ", ask the operator for the gateway's right address");
            }
        }
    }
}
