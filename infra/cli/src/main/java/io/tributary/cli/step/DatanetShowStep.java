// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.rule.DatanetTerms;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.PendingBatches;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegisteredVersion;
import io.tributary.tables.RegistryReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows a Datanet: its terms, its versions with what they are made of, what waits for the next one. */
public final class DatanetShowStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public DatanetShowStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** One Datanet. */
    public Report show(String slug) {
        RegistryReader registry = new RegistryReader(workspace.lake());
        RegisteredDatanet datanet = registry.datanet(slug)
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        PendingBatches pending = PendingBatches.of(
                workspace.lake(),
                slug,
                view.anchoredRoots(slug),
                signer -> DatanetSteps.hasKey(workspace, signer, slug));
        List<String> lines = new ArrayList<>();
        lines.add(slug + ": " + datanet.title());
        Optional<DatanetTerms> terms = TermsInForce.newest(workspace.lake(), view, slug);
        RuleSet rules = terms.map(DatanetTerms::rules).orElse(RuleSet.OPEN);
        String licence = terms.map(DatanetTerms::licence).orElse(datanet.entry().licence());
        lines.add("licence   " + licence + ", owner " + datanet.entry().owner() + ", rule set " + rules.id());
        List<RegisteredVersion> published = registry.versions(slug);
        lines.addAll(heldOutLines(view, slug, published.size()));
        List<JsonObject> versions = new ArrayList<>();
        List<JsonObject> manifests = new ArrayList<>();
        for (RegisteredVersion version : published) {
            VersionEntry entry = version.entry();
            lines.add(entry.tag() + "        " + entry.recordCount() + " records, " + entry.duplicateCount()
                    + " duplicates left out, root " + entry.root() + ", log entry " + version.logIndex());
            versions.add(entry.toJson());
            VersionManifest manifest = VersionManifest.of(workspace.lake(), view, entry);
            manifests.add(manifest.toJson());
            lines.add("          " + manifest.contributors().size() + " contributors, licences "
                    + String.join(", ", manifest.licences().keySet()) + ", decided by rule set " + manifest.ruleSet());
        }
        lines.add("pending   " + pending.roots().size() + " batches");
        DatanetSteps.keylessLines(pending).forEach(line -> lines.add("          " + line));
        DuplicateRule rule = view.duplicateRule(slug, versions.size() + 1L);
        lines.add("duplicates of the next version are told by " + rule.id());
        DuplicateList duplicates = DuplicateList.read(workspace.lake(), slug, versions.size());
        lines.addAll(duplicates.lines());
        return Report.of(
                lines,
                JsonObject.nested()
                        .put("datanet", datanet.entry().toJson())
                        .put("title", datanet.title())
                        .put("terms", terms.map(DatanetTerms::toJson).stream().toList())
                        .put("rules", rules.toJson())
                        .put("versions", versions)
                        .put("manifests", manifests)
                        .put("pendingBatches", pending.roots().size())
                        .put(
                                "keylessBatches",
                                pending.keyless().values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum())
                        .put("duplicateRule", rule.id())
                        .put("duplicates", duplicates.json())
                        .build());
    }

    /** The sets of all versions, and of the one that comes next. */
    private static List<String> heldOutLines(LedgerView view, String slug, int versions) {
        List<String> lines = new ArrayList<>();
        for (int version = 1; version <= versions + 1; version++) {
            String of = "held out  v" + version + ": ";
            lines.add(view.heldOut(slug, version)
                    .map(set -> of + set.count() + " passages, root " + set.root())
                    .orElse(of + "no set, so that no model can be trained on this version"));
        }
        return lines;
    }
}
