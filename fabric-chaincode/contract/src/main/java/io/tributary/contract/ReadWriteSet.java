// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one transaction read and what it puts.
 *
 * @param reads the version seen under each key, {@link VersionedState#ABSENT} where there was no value
 * @param writes the values to put
 */
public record ReadWriteSet(SortedMap<StateKey, Long> reads, SortedMap<StateKey, JsonObject> writes) {
    /** Copies both maps. */
    public ReadWriteSet {
        reads = Collections.unmodifiableSortedMap(new TreeMap<>(reads));
        writes = Collections.unmodifiableSortedMap(new TreeMap<>(writes));
    }

    /** The puts in key order, each as {@code {"key":[kind,attribute,…],"value":{…}}}. */
    public List<JsonObject> writesJson() {
        List<JsonObject> puts = new ArrayList<>();
        writes.forEach((key, value) -> {
            List<String> parts = new ArrayList<>();
            parts.add(key.kind());
            parts.addAll(key.attributes());
            puts.add(JsonObject.nested().put("key", parts).put("value", value).build());
        });
        return List.copyOf(puts);
    }

    /** The inverse of {@link #writesJson}, without reads. */
    public static ReadWriteSet ofWrites(List<JsonObject> puts) {
        SortedMap<StateKey, JsonObject> writes = new TreeMap<>();
        for (JsonObject put : puts) {
            put.requireNested("state write", "key", "value");
            List<String> parts = put.texts("key");
            writes.put(new StateKey(parts.get(0), parts.subList(1, parts.size())), put.object("value"));
        }
        return new ReadWriteSet(new TreeMap<>(), writes);
    }

    /** SHA-256 over the canonical bytes of the puts, one after the other, each followed by a line feed. */
    public Hash writesDigest() {
        List<byte[]> parts = new ArrayList<>();
        for (JsonObject put : writesJson()) {
            parts.add(put.bytes());
            parts.add(new byte[] {'\n'});
        }
        return Hash.sha256(parts.toArray(new byte[0][]));
    }
}
