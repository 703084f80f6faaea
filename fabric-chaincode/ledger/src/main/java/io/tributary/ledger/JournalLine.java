// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.contract.Call;
import io.tributary.contract.ReadWriteSet;
import io.tributary.contract.Transaction;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import java.util.List;
import java.util.TreeMap;

/**
 * One committed transaction of the journal: {@code tributary/journal-line/v1}. The line's hash covers all of it, the
 * previous line's hash included, so no line can be changed, dropped or moved without every later one being rewritten.
 *
 * @param index position from 0
 * @param previous hash of the line before; of the first line H("")
 * @param transaction the call; its confidential fields are never written
 * @param replayable whether the argument alone reproduces the writes; false for a call with confidential fields
 * @param writes the puts, kept only where they cannot be reproduced
 * @param writesDigest digest of the puts, see {@link ReadWriteSet#writesDigest}
 */
record JournalLine(
        long index,
        Hash previous,
        Transaction transaction,
        boolean replayable,
        List<JsonObject> writes,
        Hash writesDigest) {
    /** Longest line in bytes, the line feed not counted: what a Fabric peer takes in one message. */
    static final int BYTES_MAX = 4 * 1024 * 1024;

    private static final String TYPE = "tributary/journal-line/v1";

    JournalLine {
        writes = List.copyOf(writes);
    }

    /** The line of a transaction that was simulated and is about to be committed. */
    static JournalLine of(long index, Hash previous, Transaction transaction, ReadWriteSet readWriteSet) {
        boolean replayable = transaction.call().confidential().isEmpty();
        return new JournalLine(
                index,
                previous,
                transaction,
                replayable,
                replayable ? List.of() : readWriteSet.writesJson(),
                readWriteSet.writesDigest());
    }

    /**
     * Parses the bytes between two line feeds and checks the line's own hash.
     *
     * @throws InvalidInputException saying what is wrong, without place
     */
    static JournalLine parse(byte[] bytes) {
        JsonObject json = CanonicalJson.parse(bytes, BYTES_MAX);
        json.require(
                TYPE,
                "argument",
                "caller",
                "function",
                "hash",
                "index",
                "previous",
                "replayable",
                "timestamp",
                "transactionId",
                "writes",
                "writesDigest");
        Transaction transaction = new Transaction(
                new Call(json.text("function"), json.object("argument"), new TreeMap<>()),
                json.text("caller"),
                json.text("transactionId"),
                json.integer("timestamp"));
        JournalLine line = new JournalLine(
                json.integer("index"),
                json.hash("previous"),
                transaction,
                json.flag("replayable"),
                json.objects("writes"),
                json.hash("writesDigest"));
        if (!line.hash().equals(json.hash("hash"))) {
            throw new InvalidInputException("its content has hash " + line.hash() + ", it says " + json.hash("hash"));
        }
        return line;
    }

    /** SHA-256 over the canonical bytes of the line without its hash. */
    Hash hash() {
        return Hash.sha256(builder().build().bytes());
    }

    /** The canonical bytes of the line, without line feed. */
    byte[] bytes() {
        byte[] bytes = builder().put("hash", hash()).build().bytes();
        if (bytes.length > BYTES_MAX) {
            throw new InvalidInputException("transaction " + transaction.call().function() + " takes " + bytes.length
                    + " journal bytes, want at most " + BYTES_MAX + "; split it");
        }
        return bytes;
    }

    private JsonObject.Builder builder() {
        return JsonObject.typed(TYPE)
                .put("argument", transaction.call().argument())
                .put("caller", transaction.caller())
                .put("function", transaction.call().function())
                .put("index", index)
                .put("previous", previous)
                .put("replayable", replayable)
                .put("timestamp", transaction.timestampMillis())
                .put("transactionId", transaction.transactionId())
                .put("writes", writes)
                .put("writesDigest", writesDigest);
    }
}
