// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.GatewayTrust;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.ContributionRules;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegistryReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sends texts to a Datanet as sealed, signed batches, each contributor under his own key. */
public final class ContributeSteps {
    private static final Set<String> NOT_CONTRIBUTED = Set.of("test", "question");
    private static final int DOCUMENTS_PER_BATCH = 4;
    private static final int ID_BYTES = 16;

    /** Sealing doubles the size, as hex; the rest is room for the other fields. */
    private static final int TEXT_BYTES_PER_BATCH = 400 * 1024;

    private final Workspace workspace;
    private final EventTimes times;

    /** Sends with event times of the wall clock. */
    public ContributeSteps(Workspace workspace) {
        this(workspace, EventTimes.of(Clock.systemUTC()));
    }

    /** Sends with these event times. */
    public ContributeSteps(Workspace workspace, EventTimes times) {
        this.workspace = workspace;
        this.times = times;
    }

    /**
     * What to send.
     *
     * @param files JSON lines, CSV, Parquet, text or Markdown
     * @param contributor who gives lines that name nobody
     * @param terms where a line says nothing else
     */
    public record Sending(String slug, List<Path> files, Optional<String> contributor, ContributionTerms terms) {
        /** Copies the files. */
        public Sending {
            files = List.copyOf(files);
        }
    }

    /**
     * A gateway to send through.
     *
     * @param authorities PEM file of the certificates that vouch for it; empty where the platform knows one
     */
    public record Gateway(URI address, Optional<Path> authorities) {}

    /** Checks every line and counts; sends nothing. */
    public Report check(Sending sending) {
        RegisteredDatanet datanet = requireDatanet(sending.slug());
        List<TextLine> lines = read(sending);
        byContributor(lines).forEach((contributor, own) -> requireRules(datanet, own));
        return report(sending.slug(), lines, byContributor(lines).size(), 0, "would be sent");
    }

    /**
     * Sends every line that is not marked as held out, and leaves a receipt.
     *
     * @param gateway to send through; empty sends straight to Kafka
     * @param receipt file of the receipt; empty for one in the outbox
     */
    public Report contribute(Sending sending, Optional<Gateway> gateway, Optional<Path> receipt)
            throws InterruptedException {
        List<TextLine> lines = read(sending);
        RegisteredDatanet datanet = requireDatanet(sending.slug());
        byContributor(lines).forEach((contributor, own) -> requireRules(datanet, own));
        ContributionReceipts receipts = new ContributionReceipts(workspace, sending.slug());
        Report sent = send(sending.slug(), lines, gateway, Optional.of(receipts));
        Path file = receipts.write(
                receipt.orElseGet(() -> receipts.defaultFile(digest(lines))),
                gateway.map(through -> through.address().toString()).orElse(""));
        List<String> text = new ArrayList<>(sent.lines());
        text.add("receipt in " + file);
        text.add("look later: tributary contribute " + sending.slug() + " --check " + file);
        JsonObject.Builder json = JsonObject.nested();
        sent.json().keys().forEach(key -> json.put(key, sent.json().text(key)));
        return Report.of(text, json.put("receipt", file.toString()).build());
    }

    /** Sends these lines straight to Kafka. */
    public Report send(String slug, List<TextLine> lines) throws InterruptedException {
        return send(slug, lines, Optional.empty(), Optional.empty());
    }

    private Report send(
            String slug, List<TextLine> lines, Optional<Gateway> gateway, Optional<ContributionReceipts> receipts)
            throws InterruptedException {
        RegisteredDatanet datanet = requireDatanet(slug);
        SortedMap<String, List<TextLine>> byContributor = byContributor(lines);
        new Contributors(workspace).register(byContributor.keySet());
        int batches = 0;
        int number = 0;
        int done = 0;
        FileNames files = new FileNames();
        try (ContributionClient client = client(gateway)) {
            for (Map.Entry<String, List<TextLine>> entry : byContributor.entrySet()) {
                batches += send(client, datanet, entry.getValue(), number, files, receipts);
                number += entry.getValue().size();
                if (++done % 10 == 0) {
                    workspace
                            .terminal()
                            .progress("  sent the texts of " + done + " of " + byContributor.size() + " contributors");
                }
            }
        }
        return report(slug, lines, byContributor.size(), batches, batches == 0 ? "were sent before" : "sent");
    }

    /**
     * Sends the first batch of lines that were sent before once more, bytes and all, as a contributor does whose network
     * broke off. It must be taken for what it is.
     */
    public void retransmit(String slug, List<TextLine> lines) throws InterruptedException {
        RegisteredDatanet datanet = requireDatanet(slug);
        SortedMap<String, List<TextLine>> byContributor = byContributor(lines);
        String contributor = byContributor.firstKey();
        List<TextLine> group =
                groups(byContributor.getOrDefault(contributor, List.of())).get(0);
        String keyRef = KeyStore.keyRef(contributor, slug);
        PayloadSeal seal = new PayloadSeal(keyRef, workspace.keys().sealingKey(keyRef));
        BatchSigner signer = new BatchSigner(
                workspace.network(), contributor, workspace.keys().signingKey(KeyRole.CONTRIBUTOR, contributor));
        List<ContributionItem> items = new ArrayList<>();
        for (ContributionDraft draft : drafts(datanet, group, 0)) {
            items.add(signer.item(draft, slug, 0, items.size(), seal));
        }
        try (ContributionClient client = client(Optional.empty())) {
            client.sendRaw(
                    Topic.CONTRIBUTIONS,
                    contributor,
                    signer.sign(slug, 0, items).bytes());
        }
    }

    private ContributionClient client(Optional<Gateway> gateway) throws InterruptedException {
        BatchLimits limits = new BatchLimits(
                workspace.configuration().integer(Key.INGEST_RECORD_BYTES_MAX),
                workspace.configuration().integer(Key.INGEST_ITEMS_MAX));
        Path outbox = workspace.home().outbox();
        if (gateway.isEmpty()) {
            return ContributionClient.open(workspace.bootstrapServers(), outbox, limits);
        }
        URI address = gateway.get().address();
        return gateway.get()
                .authorities()
                .map(pem -> ContributionClient.via(address, GatewayTrust.authorities(pem), outbox, limits))
                .orElseGet(() -> ContributionClient.via(address, outbox, limits));
    }

    private int send(
            ContributionClient client,
            RegisteredDatanet datanet,
            List<TextLine> lines,
            int number,
            FileNames files,
            Optional<ContributionReceipts> receipts) {
        String contributor = lines.get(0).contributor();
        String slug = datanet.entry().slug();
        KeyStore keys = workspace.keys();
        String keyRef = KeyStore.keyRef(contributor, slug);
        PayloadSeal seal = new PayloadSeal(keyRef, keys.createSealingKey(keyRef));
        BatchSigner signer =
                new BatchSigner(workspace.network(), contributor, keys.signingKey(KeyRole.CONTRIBUTOR, contributor));
        List<List<TextLine>> groups = groups(lines);
        OutboxPlans.Plan plan = new OutboxPlans(workspace.home().outbox())
                .decide(
                        "contribute/" + slug + "/" + contributor + "/" + digest(lines),
                        contributor,
                        client.nextSequence(Topic.CONTRIBUTIONS, contributor),
                        lines.size());
        int sent = 0;
        int next = number;
        for (int group = 0; group < groups.size(); group++) {
            if (group >= plan.batchesDone(client.nextSequence(Topic.CONTRIBUTIONS, contributor))) {
                List<ContributionDraft> drafts = drafts(datanet, groups.get(group), next);
                long sequence = plan.firstSequence() + group;
                receipts.ifPresent(kept -> kept.begin(signer, sequence, drafts, seal));
                client.contribute(signer, slug, drafts, seal, files.of(groups.get(group)));
                sent++;
                if (receipts.isPresent() && groups.size() > 1) {
                    workspace
                            .terminal()
                            .progress("  " + contributor + ": " + (group + 1) + " of " + groups.size() + " batches");
                }
            }
            next += groups.get(group).size();
        }
        receipts.ifPresent(kept -> kept.took(client, contributor, plan.firstSequence(), groups.size()));
        return sent;
    }

    private List<ContributionDraft> drafts(RegisteredDatanet datanet, List<TextLine> lines, int firstNumber) {
        List<ContributionDraft> drafts = new ArrayList<>();
        for (TextLine line : lines) {
            String name = datanet.entry().slug() + "/" + line.contributor() + "/" + line.document();
            ContributionTerms terms = line.terms();
            drafts.add(new ContributionDraft(
                    "r-" + hex("record-id/" + name),
                    terms.kind(),
                    terms.parent(),
                    line.title(),
                    line.label(),
                    line.text(),
                    terms.licence().isEmpty() ? datanet.entry().licence() : terms.licence(),
                    terms.consent(),
                    terms.expires(),
                    hex("record-salt/" + name),
                    times.contributionMillis(firstNumber + drafts.size()),
                    terms.provenance()));
        }
        return drafts;
    }

    private String hex(String label) {
        return HexFormat.of().formatHex(workspace.keys().source().bytes(label, ID_BYTES));
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
    private void requireRules(RegisteredDatanet datanet, List<TextLine> lines) {
        long now = System.currentTimeMillis();
        List<ContributionDraft> drafts = drafts(datanet, lines, 0);
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
                                datanet.entry().slug(),
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

    private static String digest(List<TextLine> lines) {
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

    private static List<TextLine> read(Sending sending) {
        List<TextLine> lines = new ArrayList<>();
        for (Path file : sending.files()) {
            TextFile.read(file, sending.contributor(), sending.terms()).stream()
                    .filter(line -> !NOT_CONTRIBUTED.contains(line.split()))
                    .forEach(lines::add);
        }
        requireDistinct(lines);
        return lines;
    }

    private static void requireDistinct(List<TextLine> lines) {
        Set<String> names = new HashSet<>();
        for (TextLine line : lines) {
            if (!names.add(line.contributor() + "\n" + line.document())) {
                throw new InvalidInputException(line.place() + ": document '" + line.document() + "' of "
                        + line.contributor() + " appears twice");
            }
        }
    }

    private static SortedMap<String, List<TextLine>> byContributor(List<TextLine> lines) {
        SortedMap<String, List<TextLine>> groups = new TreeMap<>();
        lines.forEach(line -> groups.computeIfAbsent(line.contributor(), name -> new ArrayList<>())
                .add(line));
        return groups;
    }

    /** The Datanet with the licence of its newest terms. */
    private RegisteredDatanet requireDatanet(String slug) {
        RegisteredDatanet datanet = new RegistryReader(workspace.lake())
                .datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
        LedgerView ledger = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        return TermsInForce.newest(workspace.lake(), ledger, slug)
                .map(terms -> datanet.withLicence(terms.licence()))
                .orElse(datanet);
    }

    private static Report report(String slug, List<TextLine> lines, int contributors, int batches, String what) {
        String text = lines.size() + " records of " + contributors + " contributors " + what + " to " + slug
                + (batches > 0 ? " in " + batches + " signed batches" : "");
        return Report.of(
                text,
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("records", lines.size())
                        .put("contributors", contributors)
                        .put("batches", batches)
                        .build());
    }
}
