// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Objects;

/**
 * How far somebody has followed a ledger: behind one transaction, in the order in which the ledger holds them.
 *
 * @param block on Fabric the block's number, in a journal the line's index
 * @param transactionId the last transaction that was seen; empty: none of this block was
 */
public record LedgerPosition(long block, String transactionId) {
    /** Before everything. */
    public static final LedgerPosition START = new LedgerPosition(0, "");

    /** Checks the range. */
    public LedgerPosition {
        Objects.requireNonNull(transactionId, "transactionId");
        if (block < 0) {
            throw new InvalidInputException("ledger position: got block " + block + ", want 0 or more");
        }
    }

    /** Reads {@link #text}; an empty text is the start. */
    public static LedgerPosition parse(String text) {
        if (text.isEmpty()) {
            return START;
        }
        if (!text.matches("[0-9]{1,18}:[0-9a-f]{0,64}")) {
            throw new InvalidInputException("ledger position: got '" + text + "', want block:transaction");
        }
        int colon = text.indexOf(':');
        return new LedgerPosition(Long.parseLong(text.substring(0, colon)), text.substring(colon + 1));
    }

    /** {@code block:transaction}. */
    public String text() {
        return block + ":" + transactionId;
    }
}
