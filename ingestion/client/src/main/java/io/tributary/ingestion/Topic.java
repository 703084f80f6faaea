// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

/** The topics that a sender writes to. */
public enum Topic {
    /** Signed batches of contributions. */
    CONTRIBUTIONS("contributions"),
    /** Signed batches of inference receipts. */
    INFERENCES("inferences");

    private final String id;

    Topic(String id) {
        this.id = id;
    }

    /** The topic's name in Kafka. */
    public String id() {
        return id;
    }
}
