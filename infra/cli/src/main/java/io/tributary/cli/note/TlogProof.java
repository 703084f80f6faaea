// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.note;

import io.tributary.protocol.merkle.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * That an entry stands in the log of a checkpoint (c2sp.org/tlog-proof). For a payout the entry is the epoch record, and
 * the extra data is the payout's {@code proof/v1}, which brings that record: its leaf hash is what the path starts from.
 *
 * @param extra what else the reader needs, not authenticated by itself
 * @param index the entry's place in the log
 * @param path its inclusion path, lowest sibling first
 * @param checkpoint the signed {@link LogHead}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TlogProof(byte[] extra, long index, List<Hash> path, SignedNote checkpoint) {
    /** Copies what could change. */
    public TlogProof {
        Objects.requireNonNull(checkpoint, "checkpoint");
        extra = Arrays.copyOf(extra, extra.length);
        path = List.copyOf(path);
    }

    /** The proof as it travels. */
    public byte[] bytes() {
        StringBuilder proof = new StringBuilder("c2sp.org/tlog-proof@v1\n");
        proof.append("extra ").append(Base64.getEncoder().encodeToString(extra)).append('\n');
        proof.append("index ").append(index).append('\n');
        for (Hash hash : path) {
            proof.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n');
        }
        proof.append('\n').append(new String(checkpoint.bytes(), StandardCharsets.UTF_8));
        return proof.toString().getBytes(StandardCharsets.UTF_8);
    }
}
