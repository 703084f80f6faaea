// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

/**
 * A content with a class: what a contributor says it is, or what is true.
 *
 * @param content what it is about
 * @param label the class, 0-based
 */
public record Example(Content content, int label) {
    /** Checks the label. */
    public Example {
        if (label < 0) {
            throw new IllegalArgumentException("label is " + label + ", want 0 or more");
        }
    }

    /** The same content with another class. */
    public Example labelled(int other) {
        return new Example(content, other);
    }
}
