// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.provenance;

/** What the Datanet's owner said of a label or an edit. */
public enum Review {
    /** Nothing. */
    NONE,
    /** It may stand, whoever gave it. */
    ACCEPTED,
    /** It may not. */
    REJECTED
}
