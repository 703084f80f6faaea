// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Terminal;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.ContributionRules;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.SecretSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes batches of texts, rule by rule and group by group, and sends each once, however often the command is broken off. */
final class TextSending {
    private static final int DOCUMENTS_PER_BATCH = 4;
    private static final int ID_BYTES = 16;

    /** Sealing doubles the size, as hex; the rest is room for the other fields. */
    private static final int TEXT_BYTES_PER_BATCH = 400 * 1024;

    private final Place place;
    private final EventTimes times;

    TextSending(Place place, EventTimes times) {
        this.place = Objects.requireNonNull(place, "place");
        this.times = Objects.requireNonNull(times, "times");
    }

    /** The keys of contributors. */
    interface Keys {
        SigningKey signing(String contributor);

        PayloadSeal seal(String contributor);
    }

    /**
     * Where texts are sent from, and what for.
     *
     * @param licence of lines that name none
     * @param outbox folder of batches on their way
     * @param source of record ids and salts
     */
    record Place(
            String network,
            String datanet,
            String licence,
            Path outbox,
            Terminal terminal,
            SecretSource source,
            Keys keys) {
        Place {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(datanet, "datanet");
            Objects.requireNonNull(licence, "licence");
            Objects.requireNonNull(outbox, "outbox");
            Objects.requireNonNull(terminal, "terminal");
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(keys, "keys");
        }
    }

    /**
     * Sends the lines of one contributor, but for batches that went out before.
     *
     * @param number running number of the first line
     * @return the number of batches sent now
     */
    int send(
            ContributionClient client,
            List<TextLine> lines,
            int number,
            FileNames files,
            Optional<ContributionReceipts> receipts) {
        String contributor = lines.get(0).contributor();
        String slug = place.datanet();
        PayloadSeal seal = place.keys().seal(contributor);
        BatchSigner signer = signer(contributor);
        List<List<TextLine>> groups = groups(lines);
        OutboxPlans.Plan plan = new OutboxPlans(place.outbox())
                .decide(
                        "contribute/" + slug + "/" + contributor + "/" + digest(lines),
                        contributor,
                        client.nextSequence(Topic.CONTRIBUTIONS, contributor),
                        lines.size());
        int sent = 0;
        int next = number;
        for (int group = 0; group < groups.size(); group++) {
            if (group >= plan.batchesDone(client.nextSequence(Topic.CONTRIBUTIONS, contributor))) {
                List<ContributionDraft> drafts = drafts(groups.get(group), next);
                long sequence = plan.firstSequence() + group;
                receipts.ifPresent(kept -> kept.begin(signer, sequence, drafts, seal));
                client.contribute(signer, slug, drafts, seal, files.of(groups.get(group)));
                sent++;
                if (receipts.isPresent() && groups.size() > 1) {
                    place.terminal()
                            .progress("  " + contributor + ": " + (group + 1) + " of " + groups.size() + " batches");
                }
            }
            next += groups.get(group).size();
        }
        receipts.ifPresent(kept -> kept.took(client, contributor, plan.firstSequence(), groups.size()));
        return sent;
    }

    /** The first batch of a contributor's lines, sent as number 0, with the same bytes as then. */
    byte[] firstBatch(List<TextLine> lines) {
        String contributor = lines.get(0).contributor();
        BatchSigner signer = signer(contributor);
        PayloadSeal seal = place.keys().seal(contributor);
        List<ContributionItem> items = new ArrayList<>();
        for (ContributionDraft draft : drafts(groups(lines).get(0), 0)) {
            items.add(signer.item(draft, place.datanet(), 0, items.size(), seal));
        }
        return signer.sign(place.datanet(), 0, items).bytes();
    }

    private BatchSigner signer(String contributor) {
        return new BatchSigner(place.network(), contributor, place.keys().signing(contributor));
    }

    private List<ContributionDraft> drafts(List<TextLine> lines, int firstNumber) {
        List<ContributionDraft> drafts = new ArrayList<>();
        for (TextLine line : lines) {
            String name = place.datanet() + "/" + line.contributor() + "/" + line.document();
            ContributionTerms terms = line.terms();
            drafts.add(new ContributionDraft(
                    "r-" + hex("record-id/" + name),
                    terms.kind(),
                    terms.parent(),
                    line.title(),
                    line.label(),
                    line.text(),
                    terms.licence().isEmpty() ? place.licence() : terms.licence(),
                    terms.consent(),
                    terms.expires(),
                    hex("record-salt/" + name),
                    times.contributionMillis(firstNumber + drafts.size()),
                    terms.provenance()));
        }
        return drafts;
    }

    private String hex(String label) {
        return HexFormat.of().formatHex(place.source().bytes(label, ID_BYTES));
    }

    /** Groups that fit into one batch each. */
    private static List<List<TextLine>> groups(List<TextLine> lines) {
        List<List<TextLine>> groups = new ArrayList<>();
        List<TextLine> group = new ArrayList<>();
        int bytes = 0;
        for (TextLine line : lines) {
            int size = line.text().getBytes(StandardCharsets.UTF_8).length;
            if (!group.isEmpty() && (group.size() == DOCUMENTS_PER_BATCH || bytes + size > TEXT_BYTES_PER_BATCH)) {
                groups.add(group);
                group = new ArrayList<>();
                bytes = 0;
            }
            group.add(line);
            bytes += size;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        return groups;
    }

    /** Refuses lines that the ingestion would refuse, with file and line, before any of them is sealed. */
    void requireRules(List<TextLine> lines) {
        long now = System.currentTimeMillis();
        List<ContributionDraft> drafts = drafts(lines, 0);
        for (int i = 0; i < lines.size(); i++) {
            ContributionDraft draft = drafts.get(i);
            try {
                ContributionRules.require(
                        new ContributionItem(
                                draft.recordId(),
                                draft.kind(),
                                draft.parent(),
                                0,
                                0,
                                place.datanet(),
                                lines.get(i).contributor(),
                                "",
                                "unsealed",
                                draft.licence(),
                                draft.consent(),
                                draft.expires(),
                                draft.salt(),
                                draft.originAt(),
                                draft.provenance()),
                        now);
            } catch (MalformedException e) {
                throw new InvalidInputException(
                        lines.get(i).place() + ": " + e.rule().id() + ": " + e.getMessage(), e);
            }
        }
    }

    /** A hash of what is sent, by which an interrupted command is known again. */
    static String digest(List<TextLine> lines) {
        List<byte[]> parts = new ArrayList<>();
        for (TextLine line : lines) {
            JsonObject content = JsonObject.nested()
                    .put("document", line.document())
                    .put("label", line.label())
                    .put("title", line.title())
                    .put("text", line.text())
                    .build();
            parts.add(content.bytes());
            if (!line.terms().equals(ContributionTerms.DEFAULT)) {
                parts.add(line.terms().toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return Hash.sha256(parts.toArray(new byte[0][])).hex();
    }
}
