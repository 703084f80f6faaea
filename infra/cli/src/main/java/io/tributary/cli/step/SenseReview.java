// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.SentenceModel;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of a version that say what an earlier one of somebody else says, by a sentence model in a process of its own.
 *
 * @param lines for people
 * @param json for programs
 */
record SenseReview(List<String> lines, JsonObject json) {
    private static final String OFF = "off";
    private static final String MINILM = "minilm";
    private static final String JOB_TYPE = "tributary/job-sense/v1";
    private static final String JOB_CLASS = "io.tributary.embeddings.SenseJob";
    private static final String RESULT_TYPE = "tributary/sense-result/v1";

    /** Copies the list. */
    SenseReview {
        lines = List.copyOf(lines);
    }

    /** Whether the configuration asks for it. */
    static boolean isAsked(Workspace workspace) {
        String model = workspace.configuration().text(Key.REVIEW_EMBEDDINGS);
        if (!model.equals(OFF) && !model.equals(MINILM)) {
            throw new InvalidInputException(
                    Key.REVIEW_EMBEDDINGS.id() + ": got " + model + ", want " + OFF + " or " + MINILM);
        }
        return model.equals(MINILM);
    }

    /** Embeds what is new in the version and compares all of it. Nothing but the vectors is written. */
    static SenseReview of(Workspace workspace, String slug, long version) throws InterruptedException {
        List<String> jars = new SentenceModel(EngineModule.repository())
                .jars(workspace.terminal().progressOf("review"));
        JsonObject job = JsonObject.typed(JOB_TYPE)
                .put("datanet", slug)
                .put("version", version)
                .put("jars", jars)
                .build();
        JsonObject result = new SparkJobs(workspace)
                .run("review", EngineModule.EMBEDDINGS, JOB_CLASS, SparkJobs.Work.BULK, job)
                .require(RESULT_TYPE, "model", "records", "embedded", "excerpts", "found", "candidates");
        List<String> lines = new ArrayList<>();
        List<JsonObject> candidates = result.objects("candidates");
        candidates.forEach(candidate -> lines.add(line(candidate)));
        if (candidates.size() < result.integer("found")) {
            lines.add("… and " + (result.integer("found") - candidates.size()) + " more, less alike");
        }
        lines.add(slug + "/v" + version + ": " + result.integer("found") + " of " + result.integer("records")
                + " records say what an earlier one of somebody else says, by " + result.text("model") + "; "
                + result.integer("embedded") + " were new to it");
        return new SenseReview(
                lines,
                JsonObject.nested()
                        .put("model", result.text("model"))
                        .put("embedded", result.integer("embedded"))
                        .put("excerpts", result.integer("excerpts"))
                        .put("found", result.integer("found"))
                        .put("candidates", candidates)
                        .build());
    }

    private static String line(JsonObject candidate) {
        return candidate.text("recordId") + " of " + candidate.text("contributor") + " says at excerpt "
                + candidate.integer("excerpt") + " by " + candidate.integer("percent") + " % what "
                + candidate.text("earlierRecordId") + " of " + candidate.text("earlierContributor")
                + " says at excerpt " + candidate.integer("earlierExcerpt") + "; excerpts like that: "
                + candidate.integer("alike");
    }
}
