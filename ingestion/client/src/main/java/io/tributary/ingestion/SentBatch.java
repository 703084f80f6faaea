// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import java.util.Objects;

/**
 * A batch that the broker has acknowledged.
 *
 * @param topic where it went
 * @param signer who signed it
 * @param sequence the signer's running number
 * @param partition Kafka partition
 * @param offset Kafka offset in the partition
 */
public record SentBatch(Topic topic, String signer, long sequence, int partition, long offset) {

    /** Checks that nothing is missing. */
    public SentBatch {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(signer, "signer");
    }
}
