// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.merkle.Hash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
 * @param index place of a receipt among its batch's; 0 for a contribution
 * @param path from a receipt's leaf to the batch's root; empty for a contribution, whose batch publishing reads as a whole
 */
record ItemPlace(int from, int to, String id, String number, Hash leafHash, int index, List<Hash> path) {
    ItemPlace {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(number, "number");
        Objects.requireNonNull(leafHash, "leafHash");
        path = List.copyOf(path);
    }

    static ItemPlace ofContribution(int from, int to, String recordId, Hash leafHash) {
        return new ItemPlace(from, to, recordId, "", leafHash, 0, List.of());
    }

    /** The same item in other bytes. */
    ItemPlace at(int otherFrom, int otherTo) {
        return new ItemPlace(otherFrom, otherTo, id, number, leafHash, index, path);
    }

    void write(DataOutputView out) throws IOException {
        out.writeInt(from);
        out.writeInt(to);
        EventType.writeText(id, out);
        EventType.writeText(number, out);
        out.write(leafHash.bytes());
        out.writeInt(index);
        out.writeInt(path.size());
        for (Hash hash : path) {
            out.write(hash.bytes());
        }
    }

    static ItemPlace read(DataInputView in) throws IOException {
        return new ItemPlace(
                in.readInt(),
                in.readInt(),
                EventType.readText(in),
                EventType.readText(in),
                readHash(in),
                in.readInt(),
                readPath(in));
    }

    private static List<Hash> readPath(DataInputView in) throws IOException {
        int length = in.readInt();
        if (length == 0) {
            return List.of();
        }
        List<Hash> path = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            path.add(readHash(in));
        }
        return path;
    }

    private static Hash readHash(DataInputView in) throws IOException {
        byte[] bytes = new byte[Hash.BYTES];
        in.readFully(bytes);
        return Hash.of(bytes);
    }
}
