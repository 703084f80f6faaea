// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.contract.LogEntry;
import io.tributary.influence.provenance.ChainRecord;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.InclusionPromise;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.verify.BrokenPromise;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.PendingBatches;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Looks up what became of everything on a receipt: included, set aside, refused and by which rule, pending, or broken promise. */
public final class ReceiptCheck {
    private final Workspace workspace;
    private final Clock clock;

    /** Looks in this workspace. */
    public ReceiptCheck(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    /** What became of a batch. */
    private enum Fate {
        INCLUDED("included"),
        REJECTED("rejected"),
        PENDING("pending"),
        BROKEN("promise broken");

        private final String words;

        Fate(String words) {
            this.words = words;
        }
    }

    /**
     * A batch and what became of it.
     *
     * @param why the version, the rule, or what it waits for
     * @param records what became of records that are not simply in the version, by id
     */
    private record Found(BatchHeader header, Fate fate, String why, List<JsonObject> records, String evidence) {
        String line() {
            return "batch " + header.sequence() + " of " + header.signer() + ": " + fate.words + ", " + why
                    + (evidence.isEmpty() ? "" : ", evidence in " + evidence);
        }

        JsonObject json() {
            return JsonObject.nested()
                    .put("contributor", header.signer())
                    .put("batch", header.sequence())
                    .put("root", header.root())
                    .put("fate", fate.words)
                    .put("why", why)
                    .put("records", records)
                    .put("evidence", evidence)
                    .build();
        }
    }

    /** The report; the exit is 1 if anything was refused or a promise was broken. */
    public Report check(String slug, Path file) {
        ContributionReceipt receipt = ContributionReceipt.read(file);
        if (!receipt.datanet().equals(slug) || !receipt.network().equals(workspace.network())) {
            throw new InvalidInputException("the receipt is for Datanet " + receipt.datanet() + " of network "
                    + receipt.network() + ", not for " + slug + " of " + workspace.network());
        }
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        Tables tables = Tables.read(workspace, slug);
        List<Found> found = new ArrayList<>();
        for (ContributionReceipt.Batch batch : receipt.batches()) {
            found.add(find(batch, view, tables, file));
        }
        List<String> lines = new ArrayList<>();
        for (Found batch : found) {
            lines.add(batch.line());
            batch.records().forEach(record -> lines.add("  " + record.text("recordId") + ": " + record.text("fate")));
        }
        Optional<Found> bad = found.stream()
                .filter(batch -> batch.fate() == Fate.BROKEN || batch.fate() == Fate.REJECTED)
                .findFirst();
        return new Report(
                lines,
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("batches", found.stream().map(Found::json).toList())
                        .build(),
                bad.isPresent() ? ExitCode.NO : ExitCode.DONE,
                bad.map(Found::line).orElse(""));
    }

    private Found find(ContributionReceipt.Batch batch, LedgerView view, Tables tables, Path file) {
        BatchHeader header = batch.header();
        Optional<BatchesEntry> anchored = view.batches(header.datanet()).stream()
                .filter(entry -> entry.roots().contains(header.root()))
                .findFirst();
        if (anchored.isPresent()) {
            return included(batch, anchored.get().version(), view, tables);
        }
        if (!tables.taken.contains(header.root().hex())) {
            String rule = tables.refusals.get(batch.valueHash().hex());
            if (rule != null) {
                return new Found(header, Fate.REJECTED, "by rule " + rule, List.of(), "");
            }
        }
        Optional<InclusionPromise> promise = batch.accepted()
                .map(accepted -> InclusionPromise.of(
                        SignedEnvelope.of(accepted.object("promise")).body()));
        if (promise.isPresent() && clock.millis() > promise.get().includeBy()) {
            return broken(batch, promise.get(), view, file);
        }
        String until = promise.map(given -> "; promised by " + Instant.ofEpochMilli(given.includeBy()))
                .orElse("");
        boolean taken = tables.taken.contains(header.root().hex());
        if (taken && !DatanetSteps.hasKey(workspace, header.signer(), header.datanet())) {
            return new Found(
                    header,
                    Fate.PENDING,
                    "waits, because the sealing key of " + header.signer() + " for this Datanet is not in the key store"
                            + until,
                    List.of(),
                    "");
        }
        String waits = taken
                ? "waits for the next version, 'tributary datanet publish " + header.datanet() + "' makes it"
                : "not taken in yet, 'tributary ingest run' does it";
        return new Found(header, Fate.PENDING, waits + until, List.of(), "");
    }

    private Found included(ContributionReceipt.Batch batch, long version, LedgerView view, Tables tables) {
        BatchHeader header = batch.header();
        if (view.versions(header.datanet()).stream().noneMatch(entry -> entry.version() == version)) {
            return new Found(
                    header,
                    Fate.PENDING,
                    "anchored for version " + version + ", which is not published yet",
                    List.of(),
                    "");
        }
        Set<String> withdrawn = view.withdrawnIds(header.datanet());
        Map<String, Row> rows = new HashMap<>();
        TableReader.of(workspace.lake().table(BronzeTables.CONTRIBUTIONS_TABLE))
                .whereEqual(BronzeTables.BATCH_ROOT, header.root().hex())
                .forEach(row -> rows.put(row.text(BronzeTables.RECORD_ID), row));
        PublishFate fates = fates(header.datanet(), version, view, tables, rows.values());
        List<JsonObject> records = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        int in = 0;
        for (ContributionReceipt.Sent record : batch.records()) {
            String id = record.recordId();
            PublishFate.Reason fate;
            if (tables.records.contains(id)) {
                in++;
                fate = new PublishFate.Reason(false, "in v" + version);
            } else if (tables.duplicates.containsKey(id)) {
                fate = new PublishFate.Reason(false, "repeats " + tables.duplicates.get(id));
            } else if (withdrawn.contains(id)) {
                fate = new PublishFate.Reason(false, "withdrawn");
            } else if (rows.containsKey(id)) {
                fate = fates.of(Objects.requireNonNull(rows.get(id)));
            } else {
                String rule = tables.refusals.getOrDefault(record.leaf().hex(), "");
                fate = new PublishFate.Reason(
                        true, rule.isEmpty() ? "not there, and no refusal says why" : "rejected by rule " + rule);
            }
            if (fate.rejected()) {
                rejected.add(id + " " + fate.words());
            }
            records.add(JsonObject.nested()
                    .put("recordId", id)
                    .put("fate", fate.words())
                    .build());
        }
        String why = "version " + version + ", " + in + " of " + header.itemCount() + " records as its rows";
        return rejected.isEmpty()
                ? new Found(header, Fate.INCLUDED, why, records, "")
                : new Found(header, Fate.REJECTED, rejected.get(0) + "; " + why, records, "");
    }

    /** What decides on rows that are in the version neither as records nor as duplicates. */
    private PublishFate fates(String slug, long version, LedgerView view, Tables tables, Collection<Row> rows) {
        List<Row> links = new ArrayList<>();
        for (Row row : rows) {
            String id = row.text(BronzeTables.RECORD_ID);
            boolean decided = tables.records.contains(id) || tables.duplicates.containsKey(id);
            if (!decided && ChainRecord.isLink(row.text(BronzeTables.KIND))) {
                links.add(row);
            }
        }
        RuleSet rules = TermsInForce.rules(workspace.lake(), view, slug, version);
        Optional<LinkFates> linkFates =
                links.isEmpty() ? Optional.empty() : LinkFates.of(workspace.lake(), view, slug, version, links);
        return new PublishFate(workspace.keys(), rules, linkFates);
    }

    private static Found broken(
            ContributionReceipt.Batch batch, InclusionPromise promise, LedgerView view, Path receipt) {
        BatchHeader header = batch.header();
        JsonObject accepted = batch.accepted().orElseThrow();
        BrokenPromise evidence = new BrokenPromise(
                SignedEnvelope.of(accepted.object("authority")),
                SignedEnvelope.of(accepted.object("promise")),
                batch.signed(),
                view.log().stream().map(LogEntry::entry).toList());
        byte[] bytes = evidence.bytes();
        String name = "";
        if (bytes.length <= BrokenPromise.BYTES_MAX) {
            Path file = receipt.toAbsolutePath()
                    .resolveSibling(receipt.getFileName() + ".broken-" + header.sequence() + ".json");
            OutFile.write(file, bytes);
            name = file.toString();
        }
        return new Found(
                header,
                Fate.BROKEN,
                promise.signer() + " promised it by " + Instant.ofEpochMilli(promise.includeBy()),
                List.of(),
                name);
    }

    /** What the tables say of one Datanet. */
    private static final class Tables {
        private final Set<String> taken = new HashSet<>();
        private final Set<String> records = new HashSet<>();
        private final Map<String, String> duplicates = new HashMap<>();
        private final Map<String, String> refusals = new TreeMap<>();

        static Tables read(Workspace workspace, String slug) {
            Tables tables = new Tables();
            TableReader.of(workspace.lake().table(BronzeTables.BATCHES_TABLE))
                    .whereEqual(BronzeTables.DATANET, slug)
                    .forEach(row -> tables.taken.add(row.text(BronzeTables.ROOT)));
            TableReader.of(workspace.lake().table(BronzeTables.REJECTIONS_TABLE))
                    .whereEqual(BronzeTables.TOPIC, PendingBatches.TOPIC)
                    .forEach(
                            row -> tables.refusals.put(row.text(BronzeTables.COMMITMENT), row.text(BronzeTables.RULE)));
            if (workspace.lake().hasDatanet(slug)) {
                TableReader.of(workspace.lake().datanet(slug))
                        .select(DatanetTables.RECORD_ID)
                        .forEach(row -> tables.records.add(row.text(DatanetTables.RECORD_ID)));
                TableReader.of(workspace.lake().table(DatanetTables.DUPLICATES_TABLE))
                        .whereEqual(DatanetTables.DATANET, slug)
                        .forEach(row -> tables.duplicates.put(
                                row.text(DatanetTables.RECORD_ID), row.text(DatanetTables.CANONICAL_RECORD_ID)));
            }
            return tables;
        }
    }
}
