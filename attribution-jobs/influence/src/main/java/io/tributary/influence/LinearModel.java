// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;

/**
 * A trained linear model: what a host needs to answer and a member needs to score.
 *
 * @param weights θ̂
 * @param dictionary the vocabulary of its features
 * @param labels the class names, by class
 * @param inverseHash SHA-256 of its inverse curvature K, lower-case hex
 */
public record LinearModel(Weights weights, Dictionary dictionary, List<String> labels, String inverseHash)
        implements Serializable {
    private static final int HEX_DIGITS = 64;

    /** Checks that the parts fit together. */
    public LinearModel {
        labels = List.copyOf(labels);
        Shape shape = weights.shape();
        if (labels.size() != shape.classes() || new HashSet<>(labels).size() != labels.size()) {
            throw new IllegalArgumentException(
                    "model has the labels " + labels + ", want " + shape.classes() + " distinct");
        }
        if (dictionary.dimension() != shape.dimension() || shape.fractionBits() != Features.FRACTION_BITS) {
            throw new IllegalArgumentException("model has " + shape + ", want " + dictionary.dimension()
                    + " features of " + Features.FRACTION_BITS + " fraction bits");
        }
        if (inverseHash.length() != HEX_DIGITS) {
            throw new IllegalArgumentException("inverse curvature hash is '" + inverseHash + "', want 64 hex digits");
        }
    }

    /** SHA-256 of θ̂ as int32 big-endian, class-major, lower-case hex. */
    public String weightsHash() {
        return weights.sha256();
    }

    /** The class of a feature row: the lowest with the largest logit. */
    public int predict(SparseRow features) {
        weights.shape().requireRow(features);
        return weights.predict(features);
    }

    /** The label given to a text, read whole. */
    public String answer(String text) {
        return labels.get(predict(new Features(dictionary).row(Passages.question(text))));
    }
}
