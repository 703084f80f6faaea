// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.merkle.Hash;
import java.util.Objects;

/**
 * Where one item stands in the canonical bytes of its batch.
 *
 * @param from first byte
 * @param to place after the last byte
 * @param id record id or receipt id
 * @param number the host's running number of a receipt; empty for a contribution
 * @param leafHash leaf hash of the item's canonical bytes
 */
record ItemPlace(int from, int to, String id, String number, Hash leafHash) {
    ItemPlace {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(leafHash, "leafHash");
    }
}
