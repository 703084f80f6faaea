// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.merkle.Hash;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

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

    /** The same item in other bytes. */
    ItemPlace at(int otherFrom, int otherTo) {
        return new ItemPlace(otherFrom, otherTo, id, number, leafHash);
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(from);
        out.writeInt(to);
        EventType.writeText(id, out);
        EventType.writeText(number, out);
        out.write(leafHash.bytes());
    }

    static ItemPlace read(DataInputView in) throws IOException {
        return new ItemPlace(in.readInt(), in.readInt(), EventType.readText(in), EventType.readText(in), readHash(in));
    }

    private static Hash readHash(DataInputView in) throws IOException {
        byte[] bytes = new byte[Hash.BYTES];
        in.readFully(bytes);
        return Hash.of(bytes);
    }
}
