// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.report;

import io.tributary.evaluation.measure.Estimate;
import io.tributary.evaluation.measure.RemovalCurve;
import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What was measured of one method; what was not asked for is empty.
 *
 * @param method its name
 * @param lds over halves of the rows
 * @param contributors the same over halves of the contributors
 * @param leaveOneOut correlation with leaving single rows out
 * @param mislabelArea area under the curve of finding wrong labels
 * @param removal loss while the rows of highest worth are left out
 */
public record MethodFigures(
        String method,
        Optional<Estimate> lds,
        Optional<Estimate> contributors,
        Optional<Estimate> leaveOneOut,
        Optional<Double> mislabelArea,
        Optional<RemovalCurve> removal) {
    private static final double MILLION = 1e6;

    /** The figures in millionths. */
    JsonObject toJson() {
        JsonObject.Builder json = JsonObject.nested().put("method", method);
        put(json, "lds", lds);
        put(json, "contributorLds", contributors);
        put(json, "leaveOneOut", leaveOneOut);
        mislabelArea.ifPresent(area -> json.put("mislabelAucPpm", Math.round(area * MILLION)));
        removal.ifPresent(curve -> json.put("removalLossMicros", micros(curve)));
        return json.build();
    }

    private static void put(JsonObject.Builder json, String name, Optional<Estimate> estimate) {
        estimate.ifPresent(
                value -> json.put(name + "Ppm", value.meanPpm()).put(name + "HalfWidthPpm", value.halfWidthPpm()));
    }

    /** The losses of a curve in millionths, as decimal strings. */
    static List<String> micros(RemovalCurve curve) {
        return curve.losses().stream()
                .map(loss -> Long.toString(Math.round(loss * MILLION)))
                .toList();
    }
}
