// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.dataset.DatasetExport;
import io.tributary.cli.dataset.DatasetImport;
import io.tributary.cli.dataset.DatasetMeta;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.rule.DatanetTerms;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegistryReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes versions of Datanets out of the lake as folders, and such folders in as contributions. */
public final class DatasetSteps {
    private final Workspace workspace;

    /** Works in this workspace. */
    public DatasetSteps(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Writes a version into a new folder. */
    public Report export(String slug, String version, Path folder) {
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        VersionEntry entry =
                view.version(slug, DiffStep.version(view, slug, version)).orElseThrow();
        DatasetMeta meta = meta(view, entry);
        new DatasetExport(workspace.lake()).write(meta, folder);
        return Report.of(
                slug + "/" + entry.tag() + ", " + entry.recordCount() + " records under "
                        + String.join(", ", meta.licences().keySet()) + ", is in " + folder,
                JsonObject.nested()
                        .put("datanet", slug)
                        .put("version", entry.version())
                        .put("records", entry.recordCount())
                        .put("root", entry.root())
                        .put("folder", folder.toString())
                        .build());
    }

    private DatasetMeta meta(LedgerView view, VersionEntry entry) {
        String slug = entry.datanet();
        RegisteredDatanet datanet =
                new RegistryReader(workspace.lake()).datanet(slug).orElseThrow();
        Optional<DatanetTerms> terms = TermsInForce.of(workspace.lake(), view, slug, entry.version());
        VersionManifest manifest = VersionManifest.of(workspace.lake(), view, entry);
        return new DatasetMeta(
                entry,
                terms.map(DatanetTerms::title).orElse(datanet.title()),
                terms.map(DatanetTerms::description).orElse(""),
                datanet.entry().owner(),
                manifest.licences(),
                manifest.contributors().size(),
                manifest.publishedAt());
    }

    /**
     * Sends the records of an exported folder as signed contributions. Each keeps its licence; whether the Datanet takes it, its rules
     * say when a version is published.
     *
     * @param contributor who contributes them; empty for those that the records name
     * @throws InvalidInputException if a record has no licence
     */
    public Report importFolder(String slug, Path folder, Optional<String> contributor) throws InterruptedException {
        LedgerView view = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION));
        String licence = TermsInForce.newest(workspace.lake(), view, slug)
                .map(DatanetTerms::licence)
                .or(() -> view.datanet(slug).map(entry -> entry.licence()))
                .orElseThrow(() -> new InvalidInputException(
                        "no Datanet " + slug + "; 'tributary datanet list' shows those that exist"));
        List<TextLine> lines = new ArrayList<>();
        for (DatasetImport.Line line : new DatasetImport(folder).read()) {
            lines.add(new TextLine(
                    line.place(),
                    line.recordId(),
                    contributor.orElse(line.contributor()),
                    line.label(),
                    line.title(),
                    line.text(),
                    "",
                    terms(line, licence)));
        }
        return new ContributeSteps(workspace).send(slug, lines);
    }

    /** The usual terms under the record's own licence, which goes without saying where it is the Datanet's. */
    private static ContributionTerms terms(DatasetImport.Line line, String usual) {
        if (line.licence().isBlank()) {
            throw new InvalidInputException(line.place() + ": record " + line.recordId() + " has no licence");
        }
        ContributionTerms terms = ContributionTerms.DEFAULT;
        return line.licence().equals(usual)
                ? terms
                : new ContributionTerms(
                        terms.kind(),
                        terms.parent(),
                        line.licence(),
                        terms.consent(),
                        terms.expires(),
                        terms.provenance());
    }
}
