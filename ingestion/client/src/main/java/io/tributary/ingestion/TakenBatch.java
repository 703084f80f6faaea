// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.Objects;
import java.util.Optional;

/**
 * A batch that broker or gateway has taken.
 *
 * @param header signed
 * @param accepted the gateway's answer with its promise; empty for a batch that went straight to Kafka
 */
public record TakenBatch(SignedEnvelope header, Optional<JsonObject> accepted) {

    /** Checks that nothing is missing. */
    public TakenBatch {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(accepted, "accepted");
    }
}
