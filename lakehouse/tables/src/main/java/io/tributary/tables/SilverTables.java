// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

/** What is computed from records for people to look at and follows from them at any time; nothing is hashed or paid by it. */
public final class SilverTables {
    /** The namespace. */
    public static final String NAMESPACE = "silver";

    /** The sentence model. */
    public static final String MODEL = "model";

    public static final String DATANET = "datanet";

    /** Leaf hash of the record, 64 hex digits. */
    public static final String LEAF_HASH = "leaf_hash";

    /** Place of the excerpt in the record, from 0; -1 stands for a record that is too short for one. */
    public static final String PLACE = "place";

    /** One signed byte for each number of the vector. */
    public static final String VECTOR = "vector";

    /**
     * The sense of each excerpt of a record, by a sentence model. A vector tells something of the words: who withdraws a record
     * removes its rows, see {@link Embeddings}.
     * Not made with the lake but by whoever first fills it, see {@link LakeInit#createEmbeddings}.
     */
    public static final TableDefinition EMBEDDINGS_TABLE = TableColumns.of(NAMESPACE, "embeddings")
            .text(MODEL, DATANET, LEAF_HASH)
            .int32(PLACE)
            .bytes(VECTOR)
            .partitionedBy(MODEL, DATANET);

    private SilverTables() {}
}
