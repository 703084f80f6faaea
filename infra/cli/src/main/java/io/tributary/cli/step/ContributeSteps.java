// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegistryReader;
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
    private static final List<String> CONSENT = List.of("attribution", "training");
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

    /** Checks every line and counts; sends nothing. */
    public Report check(String slug, List<Path> files, Optional<String> contributor) {
        requireDatanet(slug);
        List<TextLine> lines = read(files, contributor);
        return report(slug, lines, byContributor(lines).size(), 0, "would be sent");
    }

    /** Sends every line that is not marked as held out. */
    public Report contribute(String slug, List<Path> files, Optional<String> contributor) throws InterruptedException {
        return send(slug, read(files, contributor));
    }

    /** Sends these lines. */
    public Report send(String slug, List<TextLine> lines) throws InterruptedException {
        RegisteredDatanet datanet = requireDatanet(slug);
        SortedMap<String, List<TextLine>> byContributor = byContributor(lines);
        new Contributors(workspace).register(byContributor.keySet());
        int batches = 0;
        int number = 0;
        int done = 0;
        try (ContributionClient client = client()) {
            for (Map.Entry<String, List<TextLine>> entry : byContributor.entrySet()) {
                batches += send(client, datanet, entry.getKey(), entry.getValue(), number);
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
        try (ContributionClient client = client()) {
            client.sendRaw(
                    Topic.CONTRIBUTIONS,
                    contributor,
                    signer.sign(slug, 0, items).bytes());
        }
    }

    private ContributionClient client() throws InterruptedException {
        BatchLimits limits = new BatchLimits(
                workspace.configuration().integer(Key.INGEST_RECORD_BYTES_MAX),
                workspace.configuration().integer(Key.INGEST_ITEMS_MAX));
        return ContributionClient.open(
                workspace.bootstrapServers(), workspace.home().outbox(), limits);
    }

    private int send(
            ContributionClient client,
            RegisteredDatanet datanet,
            String contributor,
            List<TextLine> lines,
            int number) {
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
                client.contribute(signer, slug, drafts(datanet, groups.get(group), next), seal);
                sent++;
            }
            next += groups.get(group).size();
        }
        return sent;
    }

    private List<ContributionDraft> drafts(RegisteredDatanet datanet, List<TextLine> lines, int firstNumber) {
        List<ContributionDraft> drafts = new ArrayList<>();
        for (TextLine line : lines) {
            String name = datanet.entry().slug() + "/" + line.contributor() + "/" + line.document();
            drafts.add(new ContributionDraft(
                    "r-" + hex("record-id/" + name),
                    "document",
                    "",
                    line.title(),
                    line.label(),
                    line.text(),
                    datanet.entry().licence(),
                    CONSENT,
                    "",
                    hex("record-salt/" + name),
                    times.contributionMillis(firstNumber + drafts.size())));
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
        }
        return Hash.sha256(parts.toArray(new byte[0][])).hex();
    }

    private List<TextLine> read(List<Path> files, Optional<String> contributor) {
        List<TextLine> lines = new ArrayList<>();
        for (Path file : files) {
            TextFile.read(file, contributor).stream()
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

    private RegisteredDatanet requireDatanet(String slug) {
        return new RegistryReader(workspace.lake())
                .datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
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
