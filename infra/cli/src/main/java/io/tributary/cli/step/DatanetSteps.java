// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.Licences;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeInit;
import io.tributary.tables.PendingBatches;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegisteredVersion;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.WriterLock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates, shows and publishes Datanets. */
public final class DatanetSteps {
    private static final String TEST = "test";
    private static final String QUESTION = "question";
    private static final int REFUSALS_SHOWN_MAX = 10;

    private final Workspace workspace;

    /** Works in this workspace. */
    public DatanetSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Registers a Datanet on the ledger with the commitment to its held-out set; makes the network first if needed. */
    public Report create(
            String slug,
            String title,
            String licence,
            String owner,
            Optional<Path> heldOut,
            Optional<DuplicateRule> duplicates) {
        List<TextLine> lines =
                heldOut.map(file -> TextFile.read(file, Optional.of(owner))).orElse(List.of());
        Report report = create(slug, title, licence, owner, lines);
        duplicates.ifPresent(rule -> setRule(slug, rule));
        return report;
    }

    /**
     * Registers the Datanet that a file describes.
     *
     * @throws InvalidInputException if the file lacks a name or a licence
     */
    public Report create(DatanetFile file) {
        String slug = file.name().orElseThrow(() -> new InvalidInputException("the file lacks 'name'"));
        Report report = create(
                slug,
                file.title().orElse(""),
                file.licence().orElseThrow(() -> new InvalidInputException("the file lacks 'licence', an SPDX id")),
                file.owner().orElse(Names.FIRST_ORGANISATION),
                file.heldOut(),
                file.duplicates().map(DuplicateRule::of));
        if (file.description().isPresent() || file.rules().isPresent()) {
            new EditStep(workspace)
                    .edit(slug, new EditStep.Change(file.title(), file.description(), Optional.empty(), file.rules()));
        }
        return report;
    }

    /** Names the rule for duplicates of one Datanet's coming versions. */
    private void setRule(String slug, DuplicateRule rule) {
        LedgerView view = view();
        if (view.duplicateRule(slug, view.versions(slug).size() + 1L) != rule) {
            Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
            new Agreement(workspace)
                    .append(
                            new ParameterEntry(
                                    workspace.network(),
                                    DuplicateRule.parameterOf(slug),
                                    rule.id(),
                                    EditStep.firstFreeEpoch(ledger)),
                            Names.FIRST_ORGANISATION);
        }
    }

    /** As the other, with texts that are read already; lines marked for training are left out. */
    public Report create(String slug, String title, String licence, String owner, List<TextLine> heldOut) {
        if (!slug.matches("[a-z][a-z0-9_]{2,40}") || slug.equals("duplicates")) {
            throw new InvalidInputException("Datanet name is '" + slug + "', want [a-z][a-z0-9_]{2,40}");
        }
        if (!Names.ORGANISATIONS.contains(owner)) {
            throw new InvalidInputException("owner is '" + owner + "', want one of " + Names.ORGANISATIONS);
        }
        Licences.require(licence);
        new NetworkStep(workspace).ensure();
        HeldOutFiles files = new HeldOutFiles(workspace.home());
        if (!files.exists(slug)) {
            List<HeldOutItem> test = cut(slug, heldOut, TEST);
            if (!heldOut.isEmpty()) {
                HeldOutSteps.requireEnough(workspace.ledger(Names.FIRST_ORGANISATION), slug + "/v1", test.size());
            }
            files.keep(slug, test, cut(slug, heldOut, QUESTION));
        }
        List<HeldOutItem> items = files.heldOut(slug, 1);
        DatanetEntry entry =
                new DatanetEntry(workspace.network(), slug, owner, licence, HeldOutFiles.root(items), items.size());
        long index = workspace.ledger(Names.FIRST_ORGANISATION).append(entry);
        try (WriterLock lock = workspace.lockForWriting("registering a Datanet")) {
            LakeInit.createDatanet(workspace.lake(), slug);
            new RegistryWriter(workspace.lake()).datanet(new RegisteredDatanet(title.isEmpty() ? slug : title, entry));
        }
        return Report.of(
                List.of(
                        "Datanet " + slug + " (" + licence + ", owner " + owner + ") is log entry " + index,
                        "committed to " + items.size() + " held-out passages, root " + entry.heldOutRoot() + "; kept "
                                + files.questions(slug).size() + " passages to ask"),
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("heldOutRoot", entry.heldOutRoot())
                        .put("heldOutCount", items.size())
                        .put("questions", files.questions(slug).size())
                        .put("index", index)
                        .build());
    }

    private List<HeldOutItem> cut(String slug, List<TextLine> lines, String split) {
        List<TextLine> chosen = lines.stream()
                .filter(line -> line.split().equals(split) || (line.split().isEmpty() && split.equals(TEST)))
                .toList();
        return HeldOutFiles.cut(slug, 1, chosen, workspace.keys().source());
    }

    /** All Datanets. */
    public Report list() {
        RegistryReader registry = new RegistryReader(workspace.lake());
        List<String> lines = new ArrayList<>();
        List<JsonObject> json = new ArrayList<>();
        for (RegisteredDatanet datanet : registry.datanets()) {
            String slug = datanet.entry().slug();
            int versions = registry.versions(slug).size();
            lines.add(slug + "  " + datanet.title() + "  " + datanet.entry().licence() + "  "
                    + (versions == 0 ? "no version yet" : "v1 to v" + versions));
            json.add(JsonObject.nested()
                    .put("datanet", slug)
                    .put("title", datanet.title())
                    .put("versions", versions)
                    .build());
        }
        if (lines.isEmpty()) {
            lines.add("no Datanet yet; 'tributary datanet create' makes one");
        }
        return Report.of(lines, JsonObject.nested().put("datanets", json).build());
    }

    private LedgerView view() {
        return LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
    }

    private PendingBatches pending(String slug, LedgerView view) {
        return PendingBatches.of(
                workspace.lake(), slug, view.anchoredRoots(slug), signer -> hasKey(workspace, signer, slug));
    }

    /** Whether what a contributor sends to a Datanet can be opened here. */
    static boolean hasKey(Workspace workspace, String contributor, String slug) {
        return workspace
                .keys()
                .findSealingKey(KeyStore.keyRef(contributor, slug))
                .isPresent();
    }

    /** Says whose batches wait for a key, if any do. */
    static List<String> keylessLines(PendingBatches pending) {
        return pending.keyless().entrySet().stream()
                .map(waiting -> waiting.getValue() + " batches of " + waiting.getKey()
                        + " wait, because his sealing key for this Datanet is not in the key store")
                .toList();
    }

    /** Publishes the next version; goes on with one that was anchored and not finished. */
    public Report publish(String slug) throws InterruptedException {
        LedgerView view = view();
        String owner = view.datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"))
                .owner();
        registerPublished(slug, view);
        int version = view.versions(slug).size() + 1;
        Optional<BatchesEntry> anchored = view.batches(slug).stream()
                .filter(entry -> entry.version() == version)
                .findFirst();
        if (anchored.isEmpty()) {
            PendingBatches pending = pending(slug, view);
            requireComplete(slug, pending);
            keylessLines(pending).forEach(workspace.terminal()::progress);
            if (pending.roots().isEmpty() && !view.withdrawn(slug).containsKey((long) version)) {
                return nothingNew(slug, view, pending);
            }
            anchored = Optional.of(new BatchesEntry(workspace.network(), slug, version, pending.roots()));
        }
        // The ledger takes versions from the Datanet's owner alone.
        Ledger ledger = workspace.ledger(owner);
        ledger.append(anchored.get());
        return publish(ledger, anchored.get());
    }

    /** Registers what the ledger has and the registry lacks, since a process can end between the two. */
    private void registerPublished(String slug, LedgerView view) throws InterruptedException {
        int registered = new RegistryReader(workspace.lake()).versions(slug).size();
        for (VersionEntry entry : view.versions(slug)) {
            if (entry.version() > registered) {
                register(entry, workspace.ledger(Names.FIRST_ORGANISATION).append(entry));
            }
        }
    }

    private void register(VersionEntry entry, long index) throws InterruptedException {
        try (WriterLock lock = workspace.lockForWriting("registering a version")) {
            new RegistryWriter(workspace.lake()).version(new RegisteredVersion(entry, index));
        }
    }

    /** The report of the newest version, when there is nothing to make another of. */
    private static Report nothingNew(String slug, LedgerView view, PendingBatches pending) {
        List<VersionEntry> versions = view.versions(slug);
        if (versions.isEmpty() && !pending.keyless().isEmpty()) {
            throw new ConflictException(
                    "nothing to publish for " + slug + ": " + String.join("; ", keylessLines(pending)));
        }
        if (versions.isEmpty()) {
            throw new ConflictException("nothing to publish: no batch for " + slug
                    + " has been ingested; 'tributary contribute' sends some and 'tributary ingest run' takes them in");
        }
        return report(versions.get(versions.size() - 1), "nothing new since");
    }

    private static void requireComplete(String slug, PendingBatches pending) {
        if (!pending.incomplete().isEmpty()) {
            PendingBatches.Incomplete first = pending.incomplete().get(0);
            throw new UnavailableException(pending.incomplete().size() + " batches for " + slug
                    + " are only partly ingested, the first one is " + first.signer() + "'s " + first.root() + " with "
                    + first.itemsFound() + " of " + first.itemCount() + " items; run 'tributary ingest run'");
        }
    }

    private Report publish(Ledger ledger, BatchesEntry anchored) throws InterruptedException {
        LedgerView view = LedgerView.of(ledger);
        DuplicateRule rule = view.duplicateRule(anchored.datanet(), anchored.version());
        JsonObject result = new PublishRun(workspace)
                .run(
                        anchored.datanet(),
                        anchored.version(),
                        anchored.roots(),
                        rule,
                        view.withdrawn(anchored.datanet()).headMap(anchored.version() + 1),
                        TermsInForce.rules(workspace.lake(), view, anchored.datanet(), anchored.version()),
                        PublishRun.provenance(view, anchored.datanet(), anchored.version()));
        VersionEntry entry = VersionEntry.of(result.object("entry"));
        long index = ledger.append(entry);
        register(entry, index);
        Report report = published(entry, result);
        return view.heldOut(entry.datanet(), entry.version()).isPresent() ? report : withoutJudge(report, entry);
    }

    /** Batches are anchored, so a held-out set would come too late: better said now than when a model is to be trained. */
    private static Report withoutJudge(Report report, VersionEntry entry) {
        List<String> lines = new ArrayList<>(report.lines());
        lines.add(entry.datanet() + "/" + entry.tag()
                + " has no held-out set of its own, so no model can be trained on it;"
                + " before the next version run 'tributary datanet hold-out'");
        return Report.of(lines, report.json());
    }

    /** As the other, with what was refused and by which rules. */
    private static Report published(VersionEntry entry, JsonObject result) {
        Report report = report(entry, "published");
        if (result.integer("refusedCount") == 0) {
            return report;
        }
        List<String> lines = new ArrayList<>(report.lines());
        lines.add(result.integer("refusedCount") + " records refused:");
        result.objects("refused").stream()
                .limit(REFUSALS_SHOWN_MAX)
                .forEach(refusal -> lines.add("  " + refusal.text("recordId") + " of " + refusal.text("contributor")
                        + " by " + refusal.text("rule") + ": " + refusal.text("reason")));
        JsonObject.Builder json = JsonObject.nested();
        for (String key : List.of("datanet", "version", "root", "records", "duplicates")) {
            json.put(key, report.json().text(key));
        }
        return Report.of(
                lines,
                json.put("refusedCount", result.integer("refusedCount"))
                        .put("refused", result.objects("refused"))
                        .build());
    }

    private static Report report(VersionEntry entry, String what) {
        return Report.of(
                what + " " + entry.datanet() + "/" + entry.tag() + ": " + entry.recordCount() + " records, "
                        + entry.duplicateCount() + " duplicates left out, root " + entry.root(),
                JsonObject.nested()
                        .put("datanet", entry.datanet())
                        .put("version", entry.version())
                        .put("root", entry.root())
                        .put("records", entry.recordCount())
                        .put("duplicates", entry.duplicateCount())
                        .build());
    }
}
