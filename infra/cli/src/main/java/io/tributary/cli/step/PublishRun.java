// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.rule.RuleSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;

/** Runs the job that makes a version out of anchored batches. */
public final class PublishRun {
    private static final String MAIN = "io.tributary.pipelines.PublishJob";
    private static final String TYPE = "tributary/job-publish/v1";

    private final Workspace workspace;

    /** Works in this workspace. */
    public PublishRun(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Makes a version.
     *
     * @param batches roots in the order of the ledger
     * @param withdrawn record ids by the first version that lacks them, up to this one
     * @return the job's result
     */
    public JsonObject run(
            String slug,
            long version,
            List<Hash> batches,
            DuplicateRule duplicates,
            SortedMap<Long, Set<String>> withdrawn,
            RuleSet rules)
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
                .build();
        return new SparkJobs(workspace).run("publish", EngineModule.PIPELINES, MAIN, SparkJobs.Work.LIGHT, job);
    }
}
