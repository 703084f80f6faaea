// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A signed batch that waits in the outbox.
 *
 * @param sequence the signer's running number inside the signature
 * @param file where it waits
 * @param value the bytes that Kafka gets; not copied, up to a mebibyte
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PendingBatch(Topic topic, String signer, long sequence, Path file, byte[] value) {

    PendingBatch {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(signer, "signer");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(value, "value");
    }
}
