// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.GatewayTrust;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegistryReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Sends texts to a Datanet as sealed, signed batches, each contributor under his own key. */
public final class ContributeSteps {
    private static final Set<String> NOT_CONTRIBUTED = Set.of("test", "question");

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
    public record Gateway(URI address, Optional<Path> authorities) {
        /** Opens an outbox and sends what waits in it. */
        ContributionClient client(Path outbox, BatchLimits limits) {
            return authorities
                    .map(pem -> ContributionClient.via(address, GatewayTrust.authorities(pem), outbox, limits))
                    .orElseGet(() -> ContributionClient.via(address, outbox, limits));
        }
    }

    /** Checks every line and counts; sends nothing. */
    public Report check(Sending sending) {
        TextSending texts = texts(sending.slug());
        List<TextLine> lines = read(sending);
        byContributor(lines).values().forEach(texts::requireRules);
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
        TextSending texts = texts(sending.slug());
        byContributor(lines).values().forEach(texts::requireRules);
        ContributionReceipts receipts = new ContributionReceipts(
                workspace.network(), sending.slug(), workspace.home().outbox());
        Report sent = send(sending.slug(), texts, lines, gateway, Optional.of(receipts));
        Path file = receipts.write(
                receipt.orElseGet(() -> receipts.defaultFile(TextSending.digest(lines))),
                gateway.map(through -> through.address().toString()).orElse(""));
        return withReceipt(sent, sending.slug(), file);
    }

    /** The report of what was sent, and where its receipt lies. */
    static Report withReceipt(Report sent, String slug, Path file) {
        List<String> text = new ArrayList<>(sent.lines());
        text.add("receipt in " + file);
        text.add("look later: tributary contribute " + slug + " --check " + file);
        JsonObject.Builder json = JsonObject.nested();
        sent.json().keys().forEach(key -> json.put(key, sent.json().text(key)));
        return Report.of(text, json.put("receipt", file.toString()).build());
    }

    /** Sends these lines straight to Kafka. */
    public Report send(String slug, List<TextLine> lines) throws InterruptedException {
        return send(slug, texts(slug), lines, Optional.empty(), Optional.empty());
    }

    private Report send(
            String slug,
            TextSending texts,
            List<TextLine> lines,
            Optional<Gateway> gateway,
            Optional<ContributionReceipts> receipts)
            throws InterruptedException {
        SortedMap<String, List<TextLine>> byContributor = byContributor(lines);
        new Contributors(workspace).register(byContributor.keySet());
        int batches = 0;
        int number = 0;
        int done = 0;
        FileNames files = new FileNames();
        try (ContributionClient client = client(gateway)) {
            for (Map.Entry<String, List<TextLine>> entry : byContributor.entrySet()) {
                batches += texts.send(client, entry.getValue(), number, files, receipts);
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
        SortedMap<String, List<TextLine>> byContributor = byContributor(lines);
        String contributor = byContributor.firstKey();
        byte[] first = texts(slug).firstBatch(byContributor.getOrDefault(contributor, List.of()));
        try (ContributionClient client = client(Optional.empty())) {
            client.sendRaw(Topic.CONTRIBUTIONS, contributor, first);
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
        return gateway.get().client(outbox, limits);
    }

    static List<TextLine> read(Sending sending) {
        List<TextLine> lines = new ArrayList<>();
        for (Path file : sending.files()) {
            TextFile.read(file, sending.contributor(), sending.terms()).stream()
                    .filter(line -> !NOT_CONTRIBUTED.contains(line.split()))
                    .forEach(lines::add);
        }
        if (lines.isEmpty()) {
            throw new InvalidInputException("there is nothing to send in " + sending.files());
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

    static SortedMap<String, List<TextLine>> byContributor(List<TextLine> lines) {
        SortedMap<String, List<TextLine>> groups = new TreeMap<>();
        lines.forEach(line -> groups.computeIfAbsent(line.contributor(), name -> new ArrayList<>())
                .add(line));
        return groups;
    }

    private TextSending texts(String slug) {
        KeyStore keys = workspace.keys();
        TextSending.Keys own = new TextSending.Keys() {
            @Override
            public SigningKey signing(String contributor) {
                return keys.signingKey(KeyRole.CONTRIBUTOR, contributor);
            }

            @Override
            public PayloadSeal seal(String contributor) {
                String keyRef = KeyStore.keyRef(contributor, slug);
                return new PayloadSeal(keyRef, keys.createSealingKey(keyRef));
            }
        };
        TextSending.Place place = new TextSending.Place(
                workspace.network(),
                slug,
                requireDatanet(workspace, slug).entry().licence(),
                workspace.home().outbox(),
                workspace.terminal(),
                keys.source(),
                own);
        return new TextSending(place, times);
    }

    /** The Datanet with the licence of its newest terms. */
    static RegisteredDatanet requireDatanet(Workspace workspace, String slug) {
        RegisteredDatanet datanet = new RegistryReader(workspace.lake())
                .datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
        LedgerView ledger = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        return TermsInForce.newest(workspace.lake(), ledger, slug)
                .map(terms -> datanet.withLicence(terms.licence()))
                .orElse(datanet);
    }

    static Report report(String slug, List<TextLine> lines, int contributors, int batches, String what) {
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
