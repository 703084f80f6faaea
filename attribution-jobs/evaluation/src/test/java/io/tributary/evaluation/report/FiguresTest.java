// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures that scores and pay must reach, at full size. Minutes on two cores. */
@Tag("slow")
class FiguresTest {
    private static final long INTEGER_LOSS_MAX_PPM = 5_000;

    @ParameterizedTest
    @CsvSource({
        "digits, 1, 100, 950000",
        "digits, 2, 100, 950000",
        "fashion14, 1, 60, 960000",
        "fashion14, 2, 60, 960000"
    })
    void committedIntegersPredictRetrainingAsWellAsFloats(String dataset, long seed, int retrain, long floorPpm) {
        JsonObject result = run(dataset, seed, retrain, "lds", false);
        long integers = lds(result, 0);
        assertThat(integers)
                .isGreaterThanOrEqualTo(floorPpm)
                .isCloseTo(lds(result, 1), Offset.offset(INTEGER_LOSS_MAX_PPM));
    }

    @Test
    void speechesReachTheirFloor() {
        JsonObject result = run("speeches", 1, 60, "lds", false);
        assertThat(lds(result, 0))
                .isGreaterThanOrEqualTo(940_000)
                .isCloseTo(lds(result, 1), Offset.offset(INTEGER_LOSS_MAX_PPM));
    }

    @ParameterizedTest
    @CsvSource({"digits, 1", "digits, 2", "fashion14, 1", "fashion14, 2"})
    void theControlPredictsNothing(String dataset, long seed) {
        JsonObject result = run(dataset, seed, 60, "lds", true);
        assertThat(lds(result, 0)).isBetween(-100_000L, 100_000L);
    }

    @ParameterizedTest
    @CsvSource({"digits, 750000", "speeches, 650000"})
    void payFollowsWhatLeavingContributorsOutCosts(String dataset, long floorPpm) {
        JsonObject result = run(dataset, 11, 2, "fidelity", false);
        List<JsonObject> bundles = result.objects("fidelity").stream()
                .filter(rule -> rule.text("rule").startsWith("bundles/"))
                .toList();
        assertThat(bundles)
                .hasSize(4)
                .allSatisfy(rule -> assertThat(rule.integer("meanPpm"))
                        .as(rule.text("rule"))
                        .isGreaterThanOrEqualTo(floorPpm));
    }

    private static long lds(JsonObject result, int method) {
        return result.objects("methods").get(method).integer("ldsPpm");
    }

    private static JsonObject run(String dataset, long seed, int retrain, String measure, boolean shuffle) {
        JsonObject job = JsonObject.typed(AttributionRequest.TYPE)
                .put("dataset", dataset)
                .put("fidelityRuns", 4)
                .put("measures", List.of(measure))
                .put("methods", List.of("integer", "float"))
                .put("out", "")
                .put("queries", 200)
                .put("retrain", retrain)
                .put("seed", seed)
                .put("shuffleLabels", shuffle)
                .build();
        AttributionRequest request = AttributionRequest.of(job);
        return new AttributionJob(request, DataFolder.ofCheckout(), line -> {})
                .run()
                .toJson(List.of());
    }
}
