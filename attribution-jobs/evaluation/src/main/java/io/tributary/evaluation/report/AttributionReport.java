// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.report;

import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.measure.Estimate;
import io.tributary.evaluation.measure.RemovalCurve;
import io.tributary.evaluation.pay.PayFidelity;
import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/**
 * All that was measured.
 *
 * @param request what was asked for
 * @param data what it was measured on
 * @param methods the figures of each method
 * @param random the removal curve of rows left out at random, to compare with
 * @param fidelity pay and its truth, one for each draw of contributors
 */
public record AttributionReport(
        AttributionRequest request,
        DataSet data,
        List<MethodFigures> methods,
        Optional<RemovalCurve> random,
        List<PayFidelity> fidelity) {
    private static final double MILLION = 1e6;

    /** Copies the lists. */
    public AttributionReport {
        methods = List.copyOf(methods);
        fidelity = List.copyOf(fidelity);
    }

    /** The rules whose fidelity was taken, the reference among them. */
    public List<String> rules() {
        TreeSet<String> rules = new TreeSet<>();
        fidelity.forEach(run -> rules.addAll(run.shares().keySet()));
        return List.copyOf(rules);
    }

    /** A rule's fidelity over the draws. */
    public Estimate fidelity(String rule) {
        return Estimate.of(
                fidelity.stream().mapToDouble(run -> run.correlation(rule)).toArray());
    }

    /**
     * One object; figures are integers in millionths.
     *
     * @param plots the files that were written
     */
    public JsonObject toJson(List<String> plots) {
        JsonObject.Builder json = JsonObject.nested()
                .put("dataset", data.name().toString())
                .put("fidelity", rules().stream().map(this::ruleJson).toList())
                .put("labels", request.labels().name().toLowerCase(Locale.ROOT))
                .put("methods", methods.stream().map(MethodFigures::toJson).toList())
                .put("parameters", data.shape().parameters())
                .put("plots", plots)
                .put("queries", data.queries().size())
                .put("retrain", request.retrain())
                .put("rows", data.train().size())
                .put("seed", request.seed());
        random.ifPresent(curve -> json.put("randomRemovalLossMicros", MethodFigures.micros(curve)));
        return json.build();
    }

    private JsonObject ruleJson(String rule) {
        Estimate estimate = fidelity(rule);
        return JsonObject.nested()
                .put("meanPpm", estimate.meanPpm())
                .put(
                        "runsPpm",
                        fidelity.stream()
                                .map(run -> Long.toString(Math.round(run.correlation(rule) * MILLION)))
                                .toList())
                .put("rule", rule)
                .put("standardErrorPpm", Math.round(estimate.standardError() * MILLION))
                .build();
    }
}
