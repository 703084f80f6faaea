// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * One address to Congress.
 *
 * @param document its unique name
 * @param contributor the president
 * @param era the label
 * @param trained whether models are trained on it; the others are held out
 * @param text the address
 */
public record Speech(String document, String contributor, String era, boolean trained, String text) {
    private static final int LINE_BYTES_MAX = 1 << 20;

    /** Reads one line of the file. */
    static Speech of(String line) {
        JsonObject json = CanonicalJson.parse(line.getBytes(StandardCharsets.UTF_8), LINE_BYTES_MAX);
        return new Speech(
                json.text("document"),
                json.text("contributor"),
                json.text("era"),
                json.text("split").equals("train"),
                json.text("text"));
    }
}
