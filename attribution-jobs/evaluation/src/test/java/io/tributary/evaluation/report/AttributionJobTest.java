// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttributionJobTest {
    @TempDir
    Path folder;

    private static JsonObject job(String dataset, int retrain, List<String> measures, boolean shuffle, String out) {
        return JsonObject.typed(AttributionRequest.TYPE)
                .put("dataset", dataset)
                .put("fidelityRuns", 1)
                .put("measures", measures)
                .put("methods", List.of("integer", "grad-dot"))
                .put("out", out)
                .put("queries", 40)
                .put("retrain", retrain)
                .put("seed", 4)
                .put("shuffleLabels", shuffle)
                .build();
    }

    @Test
    void everyMeasureComesOutAsNumbersAndAsAPlot() throws IOException {
        List<String> progress = new ArrayList<>();
        AttributionRequest request = AttributionRequest.of(
                job("digits", 12, List.of(), false, folder.resolve("plots").toString()));
        AttributionReport report = new AttributionJob(request, DataFolder.ofCheckout(), progress::add).run();
        List<String> plots = new Plots(report).write(request.out().orElseThrow());
        JsonObject json = report.toJson(plots);

        assertThat(json.texts("plots").stream()
                        .map(file -> Path.of(file).getFileName().toString()))
                .containsExactly(
                        "lds.png",
                        "contributor-lds.png",
                        "leave-one-out.png",
                        "mislabel-auc.png",
                        "removal.png",
                        "pay-fidelity.png");
        for (String file : plots) {
            BufferedImage image = ImageIO.read(Path.of(file).toFile());
            assertThat(image.getWidth()).isEqualTo(800);
        }
        assertThat(json.objects("methods").stream().map(method -> method.text("method")))
                .containsExactly("integer", "grad-dot");
        JsonObject integer = json.objects("methods").get(0);
        JsonObject product = json.objects("methods").get(1);
        for (String name : List.of("ldsPpm", "contributorLdsPpm", "leaveOneOutPpm")) {
            assertThat(integer.integer(name)).as(name).isBetween(800_000L, 1_000_000L);
            assertThat(product.integer(name)).as(name).isLessThan(600_000);
        }
        assertThat(integer.integer("mislabelAucPpm")).isGreaterThanOrEqualTo(990_000);
        assertThat(integer.texts("removalLossMicros")).hasSize(6);
        assertThat(json.objects("fidelity").stream().map(rule -> rule.text("rule")))
                .contains("rows/v1", "bundles/v1");
        assertThat(progress).contains("retrained on halves of the rows: 12 of 12");
        assertThat(CanonicalJson.parse(json.bytes(), 1 << 20)).isEqualTo(json);
    }

    @Test
    void theSameSeedGivesTheSameFiguresAndTheControlLeavesOutWhatItCannotSay() {
        JsonObject job = job("digits", 30, List.of("lds", "removal"), true, "");
        JsonObject first = run(job);
        assertThat(run(job).bytes()).isEqualTo(first.bytes());
        assertThat(first.text("labels")).isEqualTo("shuffled");
        JsonObject integer = first.objects("methods").get(0);
        assertThat(integer.integer("ldsPpm")).isBetween(-100_000L, 100_000L);
        assertThat(integer.has("removalLossMicros")).isFalse();
    }

    private static JsonObject run(JsonObject job) {
        AttributionRequest request = AttributionRequest.of(job);
        return new AttributionJob(request, DataFolder.ofCheckout(), line -> {})
                .run()
                .toJson(List.of());
    }

    @Test
    void badRequestsAreOneSentence() {
        assertThatThrownBy(() -> AttributionRequest.of(job("mnist", 10, List.of(), false, "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'mnist'");
        assertThatThrownBy(() -> AttributionRequest.of(job("digits", 1, List.of(), false, "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("got 1 retrainings, want 2..10000");
        assertThatThrownBy(() -> AttributionRequest.of(job("digits", 10, List.of("shapley"), false, "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("measure is 'shapley'");
    }

    @Test
    void theProcessEndsWithTheExitCodeAndOneSentence() throws Exception {
        Path job = folder.resolve("job.json");
        Files.write(job, job("mnist", 10, List.of(), false, "").bytes());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AttributionJob.class.getName(),
                        job.toString(),
                        folder.resolve("result.json").toString())
                .start();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(errors).isEqualTo(2);
        assertThat(errors.strip()).isEqualTo("error: data set is 'mnist', want one of digits, fashion14, speeches");
        assertThat(folder.resolve("result.json")).doesNotExist();
    }
}
