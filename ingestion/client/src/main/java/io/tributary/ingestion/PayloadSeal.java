// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.seal.SealingKey;
import java.util.Objects;

/**
 * The key that payloads are sealed with, and the name by which the key store finds it again.
 *
 * @param keyRef names the key; travels with every sealed payload
 * @param key the key itself; never travels
 */
public record PayloadSeal(String keyRef, SealingKey key) {

    /** Checks that nothing is missing. */
    public PayloadSeal {
        Objects.requireNonNull(keyRef, "keyRef");
        Objects.requireNonNull(key, "key");
    }
}
