// SPDX-License-Identifier: Apache-2.0
package io.tributary.chaincode;

import io.tributary.contract.State;
import io.tributary.contract.StateKey;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.CompositeKey;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIteratorWithMetadata;

/**
 * The contract's state port over a peer's stub. A key without a value reads as no bytes, so no value is ever empty.
 * Values of a kind are read page by page: a peer cuts a longer answer short without saying so, and refuses a
 * transaction that writes after a page, which is what the port demands anyway.
 */
final class StubState implements State {
    private static final int BYTES_MAX = 16 * 1024 * 1024;
    private static final int PAGE = 1000;

    private final ChaincodeStub stub;
    private final SortedMap<StateKey, JsonObject> written = new TreeMap<>();

    StubState(ChaincodeStub stub) {
        this.stub = stub;
    }

    @Override
    public Optional<JsonObject> get(StateKey key) {
        byte[] value = stub.getState(key.text());
        return value.length == 0 ? Optional.empty() : Optional.of(read(value));
    }

    @Override
    public void put(StateKey key, JsonObject value) {
        written.put(key, value);
        stub.putState(key.text(), value.bytes());
        KeyOwner.of(key)
                .ifPresent(organisation -> stub.setStateValidationParameter(key.text(), KeyOwner.policy(organisation)));
    }

    /** What was put so far. */
    SortedMap<StateKey, JsonObject> written() {
        return Collections.unmodifiableSortedMap(written);
    }

    @Override
    public List<JsonObject> scan(String kind) {
        CompositeKey prefix = stub.createCompositeKey(kind);
        List<JsonObject> found = new ArrayList<>();
        String bookmark = "";
        do {
            bookmark = page(prefix, bookmark, found);
        } while (!bookmark.isEmpty());
        return List.copyOf(found);
    }

    /** Reads one page; returns where the next one starts, nothing if there is none. */
    private String page(CompositeKey prefix, String bookmark, List<JsonObject> found) {
        try (QueryResultsIteratorWithMetadata<KeyValue> page =
                stub.getStateByPartialCompositeKeyWithPagination(prefix, PAGE, bookmark)) {
            int count = 0;
            for (KeyValue entry : page) {
                found.add(read(entry.getValue()));
                count++;
            }
            return count < PAGE ? "" : page.getMetadata().getBookmark();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("a range of the state cannot be closed", e);
        }
    }

    /** Damage in the state is none of the caller's doing, so it must not read as bad input. */
    private static JsonObject read(byte[] value) {
        try {
            return CanonicalJson.parse(value, BYTES_MAX);
        } catch (InvalidInputException e) {
            throw new IllegalStateException("a value of the state is no canonical JSON object");
        }
    }
}
