// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

/** Where accepted batches go. */
interface BatchTopic extends AutoCloseable {
    /**
     * Writes a batch and waits until every replica in sync has it.
     *
     * @param key keeps one contributor's batches in one partition, and so in order
     * @throws io.tributary.protocol.error.UnavailableException if Kafka does not answer in time
     */
    void write(String key, byte[] value);

    @Override
    void close();
}
