// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.Branches;
import io.tributary.tables.RegistryReader;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.RewardCopies;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import io.tributary.tables.TableWriter;
import io.tributary.tables.WriterLock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/** Plants faults, so that anybody can see them caught. */
public final class LabSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public LabSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Adds to the amount of the first stored payout of an epoch; its other columns stay as they are.
     *
     * @param organisation whose own copy is changed, which is made if there is none; empty to change everybody's rows
     */
    public Report tamperPayout(long epoch, long byMicros, Optional<String> organisation) {
        if (byMicros == 0) {
            throw new InvalidInputException("by is 0, want another number");
        }
        organisation.ifPresent(name -> Member.of(workspace, name));
        try (WriterLock lock = workspace.lockForWriting("tampering")) {
            Table table = workspace.lake().table(RewardTables.PAYOUTS_TABLE);
            organisation.ifPresent(name -> Branches.create(table, name));
            String copy = organisation.orElse(SnapshotRef.MAIN_BRANCH);
            List<Row> rows = new ArrayList<>(RewardCopies.of(table, copy, epoch).list());
            if (rows.isEmpty()) {
                throw new UnavailableException("no payout of epoch " + epoch);
            }
            rows.sort(Comparator.comparingLong(row -> row.number(RewardTables.LEAF_INDEX)));
            Row before = rows.get(0);
            Row after = before.toBuilder()
                    .number(RewardTables.AMOUNT, Math.addExact(before.number(RewardTables.AMOUNT), byMicros))
                    .build();
            rows.set(0, after);
            TableWriter.of(table).onBranch(copy).overwrite(Expressions.equal(RewardTables.EPOCH, epoch), rows);
            return tampered(epoch, organisation, before, after);
        }
    }

    private static Report tampered(long epoch, Optional<String> organisation, Row before, Row after) {
        String payee = before.text(RewardTables.PAYEE);
        return Report.of(
                "changed the stored payout of " + payee + " as " + before.text(RewardTables.ROLE)
                        + organisation.map(name -> " in the copy of " + name).orElse("") + " from "
                        + before.number(RewardTables.AMOUNT) + " to " + after.number(RewardTables.AMOUNT),
                JsonObject.nested()
                        .put("epoch", epoch)
                        .put("organisation", organisation.orElse(""))
                        .put("payee", payee)
                        .put("role", before.text(RewardTables.ROLE))
                        .put("before", before.number(RewardTables.AMOUNT))
                        .put("after", after.number(RewardTables.AMOUNT))
                        .build());
    }

    /** Changes the label of the first opened held-out item of a Datanet. */
    public Report tamperHeldOut(String datanet) {
        try (WriterLock lock = workspace.lockForWriting("tampering")) {
            Table table = workspace.lake().table(RegistryTables.HELDOUT_TABLE);
            List<Row> rows = new ArrayList<>(TableReader.of(table)
                    .whereEqual(RegistryTables.DATANET, datanet)
                    .list());
            if (rows.isEmpty()) {
                throw new UnavailableException("no held-out set of " + datanet + " was opened");
            }
            rows.sort(Comparator.comparing(row -> row.text(RegistryTables.ITEM_ID)));
            Row before = rows.get(0);
            rows.set(
                    0,
                    before.toBuilder()
                            .text(RegistryTables.LABEL, before.text(RegistryTables.LABEL) + "?")
                            .build());
            TableWriter.of(table).overwrite(Expressions.equal(RegistryTables.DATANET, datanet), rows);
            String item = before.text(RegistryTables.ITEM_ID);
            return Report.of(
                    "changed the label of held-out item " + item + " of " + datanet,
                    JsonObject.nested()
                            .put("datanet", datanet)
                            .put("item", item)
                            .build());
        }
    }

    /** Sends one value of each kind of bad input. */
    public Report plant(String slug) throws InterruptedException {
        RegistryReader registry = new RegistryReader(workspace.lake());
        if (registry.datanet(slug).isEmpty()) {
            throw new InvalidInputException("no Datanet " + slug);
        }
        BatchLimits limits = new BatchLimits(
                workspace.configuration().integer(Key.INGEST_RECORD_BYTES_MAX),
                workspace.configuration().integer(Key.INGEST_ITEMS_MAX));
        try (ContributionClient client = ContributionClient.open(
                workspace.bootstrapServers(), workspace.home().outbox(), limits)) {
            String contributor = registry.contributors().stream()
                    .map(registered -> registered.contributorId())
                    .filter(id -> client.nextSequence(Topic.CONTRIBUTIONS, id) > 0)
                    .findFirst()
                    .orElseThrow(() ->
                            new UnavailableException("nobody has contributed yet; 'tributary contribute' comes first"));
            BadInput bad = new BadInput(
                    workspace.network(),
                    slug,
                    contributor,
                    workspace.keys(),
                    limits.bytesMax(),
                    client.nextSequence(Topic.CONTRIBUTIONS, contributor));
            List<String> lines = new ArrayList<>();
            List<JsonObject> json = new ArrayList<>();
            for (BadInput.Planted planted : bad.all()) {
                client.sendRaw(Topic.CONTRIBUTIONS, contributor, planted.value());
                lines.add(
                        "sent " + planted.what() + ": expect " + planted.rule().id());
                json.add(JsonObject.nested()
                        .put("what", planted.what())
                        .put("rule", planted.rule().id())
                        .build());
            }
            return Report.of(lines, JsonObject.nested().put("planted", json).build());
        }
    }
}
