// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.record.CreditLine;
import io.tributary.protocol.record.ModelEntry;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who gets how much of what the passages of a model earn, and by which record. */
final class PassageCredits {
    private static final int LINE_BYTES_MAX = 1 << 24;

    private final Map<String, Row> credits = new HashMap<>();

    private PassageCredits() {}

    /** The credits of the versions that a model is trained on. */
    static PassageCredits of(LakeCatalog lake, LedgerView ledger, String modelId) {
        PassageCredits found = new PassageCredits();
        List<String> versions =
                ledger.model(modelId).map(ModelEntry::datanetVersions).orElse(List.of());
        if (!versions.isEmpty() && lake.catalog().tableExists(DatanetTables.CREDITS_TABLE.identifier())) {
            TableReader.of(lake.table(DatanetTables.CREDITS_TABLE)).forEach(row -> {
                String version = row.text(DatanetTables.DATANET) + "/v" + row.number(DatanetTables.VERSION);
                if (versions.contains(version)) {
                    found.credits.put(row.text(DatanetTables.RECORD_ID), row);
                }
            });
        }
        return found;
    }

    /**
     * The parts of what a passage earns.
     *
     * @param recordId the record that it begins in; all records of a passage have one line
     * @return none if all of it is one contributor's
     */
    List<Explanation.Credited> of(String recordId) {
        Row row = credits.get(recordId);
        List<Explanation.Credited> parts = new ArrayList<>();
        if (row != null && CreditLine.isLine(row.text(DatanetTables.LINE))) {
            byte[] json = row.text(DatanetTables.CREDIT).getBytes(StandardCharsets.UTF_8);
            List<String> sources = row.texts(DatanetTables.SOURCES);
            for (CreditLine.Part part :
                    CreditLine.of(CanonicalJson.parse(json, LINE_BYTES_MAX)).parts()) {
                parts.add(new Explanation.Credited(
                        part.contributor(),
                        part.role(),
                        part.basisPoints(),
                        words(part, sources.get(parts.size()), recordId)));
            }
        }
        return parts;
    }

    private static String words(CreditLine.Part part, String source, String recordId) {
        if (source.equals(recordId)) {
            return "record " + recordId;
        }
        return part.role().equals(CreditLine.LABEL)
                ? "record " + source + " labels " + recordId
                : "record " + source + ", which " + recordId + " edits";
    }
}
