// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a transaction tells those who follow the ledger: {@code tributary/ledger-event/v1}, which names what changed and
 * says nothing that the ledger itself does not show to everybody.
 *
 * @param function the transaction
 * @param epoch the epoch that it changed, 0 if none
 * @param logSize size of the log after it, 0 if it did not append. A transaction that leaves the log alone does not read
 *     the log's head for its event either: that would make every claim meet every append
 */
public record LedgerEvent(String function, long epoch, long logSize) {
    /** Name of the event on Fabric. */
    public static final String NAME = "tributary";

    private static final String TYPE = "tributary/ledger-event/v1";
    private static final int BYTES_MAX = 4096;
    private static final Set<String> SILENT_KINDS = Set.of(Log.ENTRY, Context.POLICY.kind());
    private static final List<String> SIGNED = List.of("attestation", "challenge", "verdict");

    /** Requires the function and numbers that are not negative. */
    public LedgerEvent {
        Objects.requireNonNull(function, "function");
        if (epoch < 0 || logSize < 0) {
            throw new InvalidInputException(
                    "ledger event: got epoch " + epoch + " and log size " + logSize + ", want 0 or more");
        }
    }

    /**
     * The event of a transaction that was let through; nothing if it changed neither log nor epoch nor claim.
     *
     * @param call the transaction
     * @param writes what it put
     */
    public static Optional<LedgerEvent> of(Call call, Map<StateKey, JsonObject> writes) {
        boolean changes = writes.keySet().stream().anyMatch(key -> !SILENT_KINDS.contains(key.kind()));
        if (!changes) {
            return Optional.empty();
        }
        JsonObject head = writes.get(Log.HEAD);
        return Optional.of(
                new LedgerEvent(call.function(), epoch(call.argument()), head == null ? 0 : head.integer("size")));
    }

    private static long epoch(JsonObject argument) {
        if (argument.has("epoch")) {
            return argument.integer("epoch");
        }
        if (argument.has("record")) {
            return argument.object("record").integer("epoch");
        }
        for (String name : SIGNED) {
            if (argument.has(name)) {
                return argument.object(name).object("body").integer("epoch");
            }
        }
        return 0;
    }

    /**
     * Reads {@link #toJson}.
     *
     * @throws InvalidInputException if these are other bytes
     */
    public static LedgerEvent of(byte[] bytes) {
        JsonObject json = CanonicalJson.parse(bytes, BYTES_MAX);
        json.require(TYPE, "epoch", "function", "logSize");
        return new LedgerEvent(json.text("function"), json.integer("epoch"), json.integer("logSize"));
    }

    /** The canonical form. */
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("epoch", epoch)
                .put("function", function)
                .put("logSize", logSize)
                .build();
    }
}
