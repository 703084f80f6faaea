// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.fault;

import io.tributary.ingestion.BatchSigner;
import io.tributary.protocol.sign.SigningKey;
import java.util.Objects;

/**
 * Somebody who signs.
 *
 * @param id contributor, host or caller
 * @param key what he signs with
 */
public record Party(String id, SigningKey key) {

    /** Checks that nothing is missing. */
    public Party {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(key, "key");
    }

    BatchSigner on(String network) {
        return new BatchSigner(network, id, key);
    }
}
