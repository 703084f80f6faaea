// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.CompactRange;
import io.tributary.protocol.merkle.Hash;

/**
 * The append-only log as one transaction sees it: an RFC 6962 tree over the canonical bytes of every entry. Only its
 * compact range is read and written, so size and root come from the contract and from nobody else.
 */
final class Log {
    static final StateKey HEAD = StateKey.of("log-head");

    /** Kind of the keys of recorded entries. */
    static final String ENTRY = "entry";

    private final WorkingState state;

    Log(WorkingState state) {
        this.state = state;
    }

    /** The key of an entry's text, under its leaf hash. */
    static StateKey entryKey(Hash leafHash) {
        return StateKey.of(ENTRY, leafHash);
    }

    private static StateKey indexKey(Hash leafHash) {
        return StateKey.of("entry-index", leafHash);
    }

    static StateKey positionKey(long index) {
        return StateKey.of("log-entry", StateKey.padded(index));
    }

    CompactRange range() {
        return state.get(HEAD)
                .map(head -> CompactRange.of(head.integer("size"), head.hashes("nodes")))
                .orElseGet(CompactRange::empty);
    }

    boolean holds(Hash leafHash) {
        return state.has(indexKey(leafHash));
    }

    /** The index of an entry that the log holds. */
    long index(Hash leafHash) {
        return state.get(indexKey(leafHash))
                .orElseThrow(() ->
                        new ContractException(ContractCode.ENTRY_UNKNOWN, "entry " + leafHash + " is not in the log"))
                .integer("index");
    }

    /** Appends a leaf that the log does not hold yet; returns its index. */
    long append(Hash leafHash) {
        CompactRange range = range();
        CompactRange longer = range.append(leafHash);
        long index = range.size();
        state.create(indexKey(leafHash), JsonObject.nested().put("index", index).build());
        state.create(
                positionKey(index),
                JsonObject.nested().put("leafHash", leafHash).build());
        state.put(
                HEAD,
                JsonObject.nested()
                        .put("size", longer.size())
                        .put("nodes", longer.nodes())
                        .build());
        return index;
    }

    /** The leaf hash at an index. */
    Hash leafHash(long index) {
        if (index < 0) {
            throw new ContractException(ContractCode.ARGUMENT_INVALID, "index " + index + ", want 0 or more");
        }
        return state.get(positionKey(index))
                .orElseThrow(() -> new ContractException(
                        ContractCode.ENTRY_UNKNOWN,
                        "the log has no entry " + index + ", want less than its size " + range().size()))
                .hash("leafHash");
    }
}
