// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.canonical.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The way from an outbox to Kafka: straight, or through a gateway. */
interface BatchTransport extends AutoCloseable {
    /**
     * Where a batch lies.
     *
     * @param partition Kafka partition; -1 if a gateway knows it alone
     * @param offset Kafka offset; -1 likewise
     * @param accepted a gateway's answer with its signed promise
     */
    record Delivery(int partition, long offset, Optional<JsonObject> accepted) {}

    /**
     * Hands a batch over; what is returned waits for its acknowledgement.
     *
     * @param files names of the files that it is from, for whoever counts files; may be empty
     */
    Supplier<Delivery> send(Topic topic, String signer, byte[] value, Set<String> files);

    @Override
    void close();
}
