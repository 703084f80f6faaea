// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.influence.duplicate.Paraphrases;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What people should look at in a Datanet's newest version: records that are like an earlier one of somebody else. */
public final class ParaphraseStep {
    private final Workspace workspace;

    /** Works in this workspace. */
    public ParaphraseStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Compares all records of the newest version with each other. Changes nothing, but for the vectors that a sentence model is asked for. */
    public Report review(String slug) throws InterruptedException {
        boolean bySense = SenseReview.isAsked(workspace);
        VersionEntry newest = LedgerView.of(workspace.ledger(Names.FIRST_ORGANISATION)).versions(slug).stream()
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new InvalidInputException("no published version of Datanet " + slug
                        + "; 'tributary datanet list' shows those that exist"));
        List<Row> rows = TableReader.of(workspace.lake().datanet(slug))
                .atTag(newest.tag())
                .select(
                        DatanetTables.RECORD_ID,
                        DatanetTables.CONTRIBUTOR,
                        DatanetTables.TEXT,
                        DatanetTables.SUBMISSION_ORDER)
                .list();
        rows.sort(Comparator.comparingLong(row -> row.number(DatanetTables.SUBMISSION_ORDER)));
        List<Paraphrases.Candidate> candidates = Paraphrases.among(rows.stream()
                .map(row -> new Paraphrases.Text(
                        row.text(DatanetTables.RECORD_ID),
                        row.text(DatanetTables.CONTRIBUTOR),
                        row.text(DatanetTables.TEXT)))
                .toList());
        List<String> lines = new ArrayList<>();
        candidates.forEach(candidate -> lines.add(line(candidate)));
        lines.add(
                slug + "/" + newest.tag() + ": " + candidates.size() + " of " + rows.size()
                        + " records use the words of an earlier one of somebody else; they stand until people decide otherwise");
        JsonObject.Builder json = JsonObject.nested()
                .put("datanet", slug)
                .put("version", newest.version())
                .put("records", rows.size())
                .put("candidates", candidates.stream().map(ParaphraseStep::json).toList());
        if (bySense) {
            SenseReview sense = SenseReview.of(workspace, slug, newest.version());
            lines.addAll(sense.lines());
            json.put("sense", sense.json());
        }
        return Report.of(lines, json.build());
    }

    private static String line(Paraphrases.Candidate candidate) {
        return candidate.record().recordId() + " of " + candidate.record().contributor() + " is " + candidate.percent()
                + " % like " + candidate.earlier().recordId() + " of "
                + candidate.earlier().contributor();
    }

    private static JsonObject json(Paraphrases.Candidate candidate) {
        return JsonObject.nested()
                .put("recordId", candidate.record().recordId())
                .put("contributor", candidate.record().contributor())
                .put("earlierRecordId", candidate.earlier().recordId())
                .put("earlierContributor", candidate.earlier().contributor())
                .put("percent", candidate.percent())
                .build();
    }
}
