// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import java.util.Objects;

/**
 * One canonical record of a Datanet version, as far as training reads it.
 *
 * @param recordId its id
 * @param contributor who gave it
 * @param label its class
 * @param text the readable text
 */
record SourceText(String recordId, String contributor, String label, String text) {
    SourceText {
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(contributor, "contributor");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(text, "text");
    }
}
