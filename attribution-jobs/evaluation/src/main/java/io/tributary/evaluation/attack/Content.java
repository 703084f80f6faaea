// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.SparseRow;
import java.util.List;

/** What somebody submits or asks about: features as they are, or a text that the platform cuts and reads itself. */
public sealed interface Content {

    /** A feature row, the bias included: an image. */
    record Pixels(SparseRow row) implements Content {}

    /**
     * A text as its folded tokens in order.
     *
     * @param tokens tokens that fold to themselves
     */
    record Words(List<String> tokens) implements Content {
        /** Copies the tokens. */
        public Words {
            tokens = List.copyOf(tokens);
        }

        /** The text: its tokens with spaces between them. */
        public String text() {
            return String.join(" ", tokens);
        }
    }
}
