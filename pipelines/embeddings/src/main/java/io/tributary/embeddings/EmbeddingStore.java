// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import io.tributary.tables.Embeddings;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.Row;
import io.tributary.tables.SilverTables;
import io.tributary.tables.TableReader;
import io.tributary.tables.TableWriter;
import io.tributary.tables.WriterLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The vectors of a Datanet's records by one model, as {@link SilverTables#EMBEDDINGS_TABLE} keeps them. Each write holds the lock for itself. */
final class EmbeddingStore {
    private static final Duration LOCK_WAIT = Duration.ofMinutes(1);
    private static final int NO_EXCERPT = -1;

    private final LakeCatalog lake;
    private final String model;
    private final String datanet;

    EmbeddingStore(LakeCatalog lake, String model, String datanet) {
        this.lake = lake;
        this.model = model;
        this.datanet = datanet;
    }

    /** Makes the table if it is missing. */
    void prepare() {
        if (!lake.catalog().tableExists(SilverTables.EMBEDDINGS_TABLE.identifier())) {
            try (WriterLock lock = lake.lockForWriting("review", LOCK_WAIT)) {
                LakeInit.createEmbeddings(lake);
            }
        }
    }

    /** Vectors by leaf hash, each record's in order of place; none for a record that is known to have no excerpt. */
    Map<String, List<byte[]>> vectors() {
        Map<String, TreeMap<Integer, byte[]>> found = new HashMap<>();
        TableReader.of(lake.table(SilverTables.EMBEDDINGS_TABLE))
                .whereEqual(SilverTables.MODEL, model)
                .whereEqual(SilverTables.DATANET, datanet)
                .forEach(row -> found.computeIfAbsent(row.text(SilverTables.LEAF_HASH), leaf -> new TreeMap<>())
                        .put(row.int32(SilverTables.PLACE), row.bytes(SilverTables.VECTOR)));
        Map<String, List<byte[]>> vectors = new HashMap<>();
        found.forEach((leaf, places) -> {
            places.remove(NO_EXCERPT);
            vectors.put(leaf, List.copyOf(places.values()));
        });
        return vectors;
    }

    /** Adds records, all or none of them; those that somebody else added meanwhile are left as they are. */
    void append(List<Embedded> records) {
        List<Row> rows = new ArrayList<>();
        try (WriterLock lock = lake.lockForWriting("review", LOCK_WAIT)) {
            Set<String> known = known();
            for (Embedded record : records) {
                if (known.add(record.leafHash())) {
                    for (int place = 0; place < record.vectors().size(); place++) {
                        rows.add(row(record.leafHash(), place, record.vectors().get(place)));
                    }
                    if (record.vectors().isEmpty()) {
                        rows.add(row(record.leafHash(), NO_EXCERPT, new byte[0]));
                    }
                }
            }
            TableWriter.of(lake.table(SilverTables.EMBEDDINGS_TABLE)).append(rows);
        }
    }

    /** Removes records, of this and every other model. */
    void forget(Set<String> leafHashes) {
        if (!leafHashes.isEmpty()) {
            try (WriterLock lock = lake.lockForWriting("review", LOCK_WAIT)) {
                Embeddings.forget(lake, datanet, leafHashes);
            }
        }
    }

    private Set<String> known() {
        Set<String> known = new HashSet<>();
        TableReader.of(lake.table(SilverTables.EMBEDDINGS_TABLE))
                .whereEqual(SilverTables.MODEL, model)
                .whereEqual(SilverTables.DATANET, datanet)
                .select(SilverTables.LEAF_HASH)
                .forEach(row -> known.add(row.text(SilverTables.LEAF_HASH)));
        return known;
    }

    private Row row(String leafHash, int place, byte[] vector) {
        return Row.builder()
                .text(SilverTables.MODEL, model)
                .text(SilverTables.DATANET, datanet)
                .text(SilverTables.LEAF_HASH, leafHash)
                .int32(SilverTables.PLACE, place)
                .bytes(SilverTables.VECTOR, vector)
                .build();
    }
}
