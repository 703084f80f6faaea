// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ledger state in memory, each value with the height of the transaction that put it. A transaction runs against a
 * {@link Simulation} first and is committed afterwards, and only if nothing that it read has changed meanwhile: the
 * way a Fabric peer works. Not safe for use by several threads at once.
 */
public final class VersionedState {
    /** The version of a key that holds no value. */
    public static final long ABSENT = -1;

    private final NavigableMap<StateKey, Versioned> values = new TreeMap<>();
    private long height;

    /** Starts a transaction: reads see what is committed now, puts are only collected. */
    public Simulation simulate() {
        return new Simulation(this);
    }

    /** Number of committed write sets. */
    public long height() {
        return height;
    }

    /** Whether every key that the transaction read still holds the version that it saw. */
    public boolean accepts(ReadWriteSet readWriteSet) {
        for (Map.Entry<StateKey, Long> read : readWriteSet.reads().entrySet()) {
            if (version(read.getKey()) != read.getValue()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Applies the puts of a transaction.
     *
     * @return false, with nothing changed, if a key that the transaction read has changed since
     */
    public boolean commit(ReadWriteSet readWriteSet) {
        if (!accepts(readWriteSet)) {
            return false;
        }
        readWriteSet.writes().forEach((key, value) -> values.put(key, new Versioned(value, height)));
        height++;
        return true;
    }

    /** SHA-256 over the canonical text of all keys and values in key order; equal states have equal digests. */
    public Hash digest() {
        SortedMap<StateKey, JsonObject> all = new TreeMap<>();
        values.forEach((key, versioned) -> all.put(key, versioned.value()));
        return new ReadWriteSet(new TreeMap<>(), all).writesDigest();
    }

    private long version(StateKey key) {
        Versioned versioned = values.get(key);
        return versioned == null ? ABSENT : versioned.height();
    }

    private record Versioned(JsonObject value, long height) {}

    /** The state as one transaction reads it, and the record of what it read and put. */
    public static final class Simulation implements State {
        private final VersionedState committed;
        private final SortedMap<StateKey, Long> reads = new TreeMap<>();
        private final SortedMap<StateKey, JsonObject> writes = new TreeMap<>();

        private Simulation(VersionedState committed) {
            this.committed = committed;
        }

        @Override
        public Optional<JsonObject> get(StateKey key) {
            reads.put(key, committed.version(key));
            return Optional.ofNullable(committed.values.get(key)).map(Versioned::value);
        }

        @Override
        public void put(StateKey key, JsonObject value) {
            writes.put(key, value);
        }

        @Override
        public List<JsonObject> scan(String kind) {
            List<JsonObject> found = new ArrayList<>();
            for (Map.Entry<StateKey, Versioned> entry :
                    committed.values.tailMap(StateKey.of(kind), true).entrySet()) {
                if (!entry.getKey().kind().equals(kind)) {
                    break;
                }
                found.add(entry.getValue().value());
            }
            return List.copyOf(found);
        }

        /** What the transaction read and put so far. */
        public ReadWriteSet readWriteSet() {
            return new ReadWriteSet(reads, writes);
        }
    }
}
