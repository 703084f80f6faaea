// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * {@code tributary/contest/v1}: an epoch that was proven wrong. The contract alone appends it to the log.
 *
 * @param recordHash hash of the contested record
 * @param kind what is wrong
 * @param evidenceHash leaf hash of the evidence
 */
public record ContestEntry(String network, long epoch, Hash recordHash, EvidenceKind kind, Hash evidenceHash)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/contest/v1";

    /** Checks the form of every field. */
    public ContestEntry {
        Objects.requireNonNull(recordHash, "recordHash");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(evidenceHash, "evidenceHash");
        Form.id("network", network);
        Form.positive("epoch", epoch);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static ContestEntry of(JsonObject json) {
        json.require(TYPE, "network", "epoch", "recordHash", "kind", "evidenceHash");
        return new ContestEntry(
                json.text("network"),
                json.integer("epoch"),
                json.hash("recordHash"),
                EvidenceKind.of(json.text("kind")),
                json.hash("evidenceHash"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("epoch", epoch)
                .put("recordHash", recordHash)
                .put("kind", kind.id())
                .put("evidenceHash", evidenceHash)
                .build();
    }
}
