// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.protocol.canonical.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code tributary eval attribution}: hands the request to the evaluation module, which checks it, and prints what it measured.
 *
 * @param dataset name of the data set
 * @param retrain models to retrain
 * @param seed of every draw
 * @param shuffleLabels whether the control is run
 * @param measures names, empty for all
 * @param methods names, empty for all
 * @param queries at most so many
 * @param draws of contributors
 * @param out folder of the plots, empty for none
 */
public record AttributionStep(
        String dataset,
        int retrain,
        long seed,
        boolean shuffleLabels,
        List<String> measures,
        List<String> methods,
        int queries,
        int draws,
        String out) {
    private static final String TYPE = "tributary/job-eval-attribution/v1";
    private static final String MAIN = "io.tributary.evaluation.report.AttributionJob";
    private static final double MILLION = 1e6;

    /** Copies the lists. */
    public AttributionStep {
        measures = List.copyOf(measures);
        methods = List.copyOf(methods);
    }

    /** Measures and reports. */
    public Report run(Terminal terminal) throws IOException, InterruptedException {
        JsonObject job = JsonObject.typed(TYPE)
                .put("dataset", dataset)
                .put("fidelityRuns", draws)
                .put("measures", measures)
                .put("methods", methods)
                .put("out", out)
                .put("queries", queries)
                .put("retrain", retrain)
                .put("seed", seed)
                .put("shuffleLabels", shuffleLabels)
                .build();
        JsonObject result = new EvaluationJobs(terminal).run("attribution", MAIN, job);
        return Report.of(lines(result), result);
    }

    private static List<String> lines(JsonObject result) {
        List<String> lines = new ArrayList<>();
        lines.add(result.text("dataset") + ": " + result.integer("rows") + " rows, " + result.integer("queries")
                + " queries, " + result.integer("parameters") + " parameters, " + result.integer("retrain")
                + " retrainings, seed " + result.integer("seed")
                + (result.text("labels").equals("shuffled") ? "; CONTROL, scores are made from shuffled labels" : ""));
        lines.addAll(methods(result));
        lines.addAll(removal(result));
        lines.addAll(fidelity(result));
        result.texts("plots").forEach(file -> lines.add("plot " + file));
        return lines;
    }

    private static List<String> methods(JsonObject result) {
        List<String> lines = new ArrayList<>();
        if (result.objects("methods").isEmpty()) {
            return lines;
        }
        lines.add("");
        lines.add(String.format(
                "%-10s %-17s %-17s %-17s %s", "method", "LDS", "contributor LDS", "leave-one-out", "mislabel AUC"));
        for (JsonObject method : result.objects("methods")) {
            lines.add(String.format(
                            "%-10s %-17s %-17s %-17s %s",
                            method.text("method"),
                            estimate(method, "lds"),
                            estimate(method, "contributorLds"),
                            estimate(method, "leaveOneOut"),
                            method.has("mislabelAucPpm") ? number(method.integer("mislabelAucPpm")) : "-")
                    .stripTrailing());
        }
        lines.add("± is half the 95 % interval over the queries");
        return lines;
    }

    private static String estimate(JsonObject method, String name) {
        return method.has(name + "Ppm")
                ? number(method.integer(name + "Ppm")) + " ± " + number(method.integer(name + "HalfWidthPpm"))
                : "-";
    }

    private static List<String> removal(JsonObject result) {
        List<String> lines = new ArrayList<>();
        if (!result.has("randomRemovalLossMicros")) {
            return lines;
        }
        lines.add("");
        lines.add("loss with so many of the most valued rows left out");
        lines.add(String.format("%-10s     0 %%    10 %%    20 %%    30 %%    40 %%    50 %%", "method"));
        for (JsonObject method : result.objects("methods")) {
            lines.add(curve(method.text("method"), method.texts("removalLossMicros")));
        }
        lines.add(curve("at random", result.texts("randomRemovalLossMicros")));
        return lines;
    }

    private static String curve(String name, List<String> micros) {
        StringBuilder line = new StringBuilder(String.format("%-10s", name));
        for (String loss : micros) {
            line.append(String.format("%8s", number(Long.parseLong(loss))));
        }
        return line.toString();
    }

    private static List<String> fidelity(JsonObject result) {
        List<String> lines = new ArrayList<>();
        if (result.objects("fidelity").isEmpty()) {
            return lines;
        }
        lines.add("");
        lines.add("pay fidelity: share of the pay against the rise of the loss without the contributor");
        for (JsonObject rule : result.objects("fidelity")) {
            List<String> runs = rule.texts("runsPpm").stream()
                    .map(run -> number(Long.parseLong(run)))
                    .toList();
            lines.add(String.format(
                    "%-10s %s, standard error %s; draws %s",
                    rule.text("rule"),
                    number(rule.integer("meanPpm")),
                    number(rule.integer("standardErrorPpm")),
                    String.join(" ", runs)));
        }
        lines.add("signed net is no rule (it can't be paid where it is negative): what scores alone know");
        return lines;
    }

    private static String number(long millionths) {
        return String.format(Locale.ROOT, "%.4f", millionths / MILLION);
    }
}
