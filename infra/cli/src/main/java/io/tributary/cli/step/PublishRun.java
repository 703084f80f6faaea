// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.influence.provenance.Review;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.TableReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Runs the job that makes a version out of anchored batches. */
public final class PublishRun {
    private static final String MAIN = "io.tributary.pipelines.PublishJob";
    private static final String TYPE = "tributary/job-publish/v1";

    /** From so many items on, the optimising compiler is worth its own time. */
    private static final long BULK_ITEMS = 50_000;

    private final Workspace workspace;

    /** Works in this workspace. */
    public PublishRun(Workspace workspace) {
        this.workspace = workspace;
    }

    /** How labels and edits of a version are credited, if they are. */
    public static Optional<JsonObject> provenance(LedgerView ledger, String slug, long version) {
        Map<Hash, Review> reviews = ledger.reviews(slug, version);
        return ledger.provenance(slug, version)
                .map(parts -> JsonObject.nested()
                        .put("parts", parts.format())
                        .put("since", ledger.provenanceSince(slug))
                        .put("accepted", items(reviews, Review.ACCEPTED))
                        .put("rejected", items(reviews, Review.REJECTED))
                        .build());
    }

    private static List<Hash> items(Map<Hash, Review> reviews, Review word) {
        return reviews.entrySet().stream()
                .filter(entry -> entry.getValue() == word)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /**
     * Makes a version.
     *
     * @param batches roots in the order of the ledger
     * @param provenance how labels and edits are credited, see {@link #provenance}
     * @param withdrawn record ids by the first version that lacks them, up to this one
     * @return the job's result
     */
    public JsonObject run(
            String slug,
            long version,
            List<Hash> batches,
            DuplicateRule duplicates,
            SortedMap<Long, Set<String>> withdrawn,
            RuleSet rules,
            Optional<JsonObject> provenance)
            throws InterruptedException {
        List<JsonObject> withdrawals = withdrawn.entrySet().stream()
                .map(entry -> JsonObject.nested()
                        .put("version", entry.getKey())
                        .put("recordIds", List.copyOf(entry.getValue()))
                        .build())
                .toList();
        JsonObject job = JsonObject.typed(TYPE)
                .put("datanet", slug)
                .put("version", version)
                .put("batches", batches)
                .put("duplicates", duplicates.id())
                .put("withdrawn", withdrawals)
                .put("rules", rules.toJson())
                .put("provenance", provenance.stream().toList())
                .build();
        return new SparkJobs(workspace).run("publish", EngineModule.PIPELINES, MAIN, work(slug, batches), job);
    }

    private SparkJobs.Work work(String slug, List<Hash> batches) {
        Set<String> roots = batches.stream().map(Hash::hex).collect(Collectors.toSet());
        long[] items = {0};
        TableReader.of(workspace.lake().table(BronzeTables.BATCHES_TABLE))
                .whereEqual(BronzeTables.DATANET, slug)
                .forEach(row -> items[0] +=
                        roots.contains(row.text(BronzeTables.ROOT)) ? row.number(BronzeTables.ITEM_COUNT) : 0);
        return items[0] < BULK_ITEMS ? SparkJobs.Work.LIGHT : SparkJobs.Work.BULK;
    }
}
