// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What a transaction may touch: values by composite key. It promises no more than Fabric's state does: a read inside
 * a transaction shows what earlier transactions committed, never what this one has put.
 */
public interface State {
    /** The committed value under a key, or empty; the read is remembered and checked again at commit. */
    Optional<JsonObject> get(StateKey key);

    /** Puts a value; it shows from the next transaction on. */
    void put(StateKey key, JsonObject value);

    /**
     * Every committed value of a kind, in key order. Only for queries: at commit a range is not checked again, so a
     * transaction that writes must not decide by it.
     */
    List<JsonObject> scan(String kind);
}
