// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state as one running transaction sees it, its own puts included; they reach the port in key order, once, when
 * the transaction ends well. Each key is read from the port at most once, so a value cannot change under the contract.
 */
final class WorkingState {
    private final State port;
    private final SortedMap<StateKey, Optional<JsonObject>> reads = new TreeMap<>();
    private final SortedMap<StateKey, JsonObject> writes = new TreeMap<>();

    WorkingState(State port) {
        this.port = port;
    }

    Optional<JsonObject> get(StateKey key) {
        JsonObject written = writes.get(key);
        if (written != null) {
            return Optional.of(written);
        }
        Optional<JsonObject> known = reads.get(key);
        if (known == null) {
            known = port.get(key);
            reads.put(key, known);
        }
        return known;
    }

    boolean has(StateKey key) {
        return get(key).isPresent();
    }

    /** Puts a value under a key that was read before and found absent or older: blind puts never conflict. */
    void put(StateKey key, JsonObject value) {
        get(key);
        writes.put(key, value);
    }

    /** Puts a value under a key that must be absent. */
    void create(StateKey key, JsonObject value) {
        if (has(key)) {
            throw new IllegalStateException("state key " + key + " is written once and present");
        }
        writes.put(key, value);
    }

    /** Every committed value of a kind; for queries only. */
    List<JsonObject> scan(String kind) {
        return port.scan(kind);
    }

    /** Hands the puts to the port. */
    void flush() {
        writes.forEach(port::put);
    }
}
