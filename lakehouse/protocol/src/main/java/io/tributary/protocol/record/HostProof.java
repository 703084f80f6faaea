// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleProof;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.sign.SignedEnvelope;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * {@code tributary/host-proof/v1}: that a host signed a receipt. It is kept beside each accepted receipt, because a batch in which another
 * receipt was refused can't be put together again from the rows.
 *
 * @param signed the signed {@link ReceiptsHeader} of the receipt's batch
 * @param index place of the receipt in the batch
 * @param path from its leaf to the batch's root
 */
public record HostProof(SignedEnvelope signed, long index, List<Hash> path) implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/host-proof/v1";

    /** Checks the form of every field. */
    public HostProof {
        Objects.requireNonNull(signed, "signed");
        Form.notNegative("index", index);
        path = List.copyOf(path);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static HostProof of(JsonObject json) {
        json.require(TYPE, "signed", "index", "path");
        return new HostProof(SignedEnvelope.of(json.object("signed")), json.integer("index"), json.hashes("path"));
    }

    /** The proofs of a batch's receipts, in their order. */
    public static List<HostProof> all(Inferences batch) {
        MerkleTree tree = MerkleTree.ofLeafHashes(
                batch.items().stream().map(item -> item.receipt().leafHash()).toList());
        List<HostProof> proofs = new ArrayList<>(tree.size());
        for (int index = 0; index < tree.size(); index++) {
            proofs.add(new HostProof(batch.signed(), index, tree.inclusionPath(index)));
        }
        return proofs;
    }

    /** The signed header. */
    public ReceiptsHeader header() {
        return ReceiptsHeader.of(signed.body());
    }

    /** Whether a receipt stands at its place in the batch whose header is signed; who signed the header is another question. */
    public boolean holds(Receipt receipt) {
        ReceiptsHeader header = header();
        return MerkleProof.verifyInclusion(receipt.leafHash(), index, header.itemCount(), path, header.root())
                .valid();
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("signed", signed.toJson())
                .put("index", index)
                .put("path", path)
                .build();
    }
}
