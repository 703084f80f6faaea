// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.util.List;
import java.util.Objects;

/**
 * {@code tributary/recomputation/v1}: the right leaves of one group, as an organisation recomputed them to judge a challenge. It shows payees
 * and amounts, so it never lies on the ledger, which holds its salted hash.
 *
 * @param tree the tree in question
 * @param group the receipt id; the inference id, which has all its shares; or payee, role, reason and subject
 * @param salt the evidence's salt, so that organisations that recompute the same say the same
 * @param leaves the right leaves of the group in leaf order; none if there are none
 */
public record Recomputation(
        String network, long epoch, EpochTree tree, List<String> group, String salt, List<JsonObject> leaves)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/recomputation/v1";

    /** Largest recomputation in bytes. */
    public static final int BYTES_MAX = 512 * 1024;

    /** Checks the form of every field. */
    public Recomputation {
        Objects.requireNonNull(tree, "tree");
        group = List.copyOf(group);
        leaves = List.copyOf(leaves);
        Form.id("network", network);
        Form.positive("epoch", epoch);
        Form.ids("group", group);
        Form.salt("salt", salt);
    }

    /** The recomputation that judges an evidence of kind {@code wrong} or {@code missing}. */
    public static Recomputation of(Evidence evidence, List<? extends CanonicalRecord> rightLeaves) {
        LeafKey key = evidence.disputedKey();
        return new Recomputation(
                evidence.network(),
                evidence.epoch(),
                key.tree(),
                key.group(),
                evidence.salt(),
                rightLeaves.stream().map(CanonicalRecord::toJson).toList());
    }

    /** Parses the canonical bytes, of which there may be {@link #BYTES_MAX}. */
    public static Recomputation parse(byte[] bytes) {
        return of(CanonicalJson.parse(bytes, BYTES_MAX));
    }

    /** Reads the canonical form; {@link MalformedException} if it is another or too large. */
    public static Recomputation of(JsonObject json) {
        int bytes = json.bytes().length;
        if (bytes > BYTES_MAX) {
            throw new MalformedException(Rule.RECORD_TOO_LARGE, bytes + " bytes, want at most " + BYTES_MAX);
        }
        json.require(TYPE, "network", "epoch", "tree", "group", "salt", "leaves");
        return new Recomputation(
                json.text("network"),
                json.integer("epoch"),
                EpochTree.of(json.text("tree")),
                json.texts("group"),
                json.text("salt"),
                json.objects("leaves"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("epoch", epoch)
                .put("tree", tree.id())
                .put("group", group)
                .put("salt", salt)
                .put("leaves", leaves)
                .build();
    }
}
