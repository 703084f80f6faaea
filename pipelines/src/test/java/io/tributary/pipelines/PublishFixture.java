// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetRecord;
import io.tributary.protocol.record.DuplicateRecord;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.SecretSource;
import io.tributary.tables.TableWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Fills bronze as the ingestion would, and publishes in plain Java, one record after another, to compare with. */
final class PublishFixture {
    /** An item of a batch: its record id, its text, how to spoil it, and what it says of another one. */
    record Item(String recordId, String text, Spoil spoil, String kind, String parent, String label) {
        Item(String recordId, String text, Spoil spoil) {
            this(recordId, text, spoil, spoil == Spoil.A_LABEL ? "label" : "document", "", "label");
        }

        static Item of(String recordId, String text) {
            return new Item(recordId, text, Spoil.NOT);
        }

        static Item of(String recordId, String text, String label) {
            return new Item(recordId, text, Spoil.NOT, "document", "", label);
        }

        static Item label(String recordId, String parent, String label) {
            return new Item(recordId, "", Spoil.NOT, "label", parent, label);
        }

        static Item edit(String recordId, String parent, String text) {
            return new Item(recordId, text, Spoil.NOT, "edit", parent, "");
        }

        /** Leaf hash of the item, which a review names. */
        Hash hash() {
            return Hash.sha256(recordId.getBytes(StandardCharsets.UTF_8));
        }
    }

    enum Spoil {
        NOT,
        GARBAGE_PAYLOAD,
        NOT_CONTENT,
        NO_CONSENT,
        OTHER_SALT,
        FOREIGN_KEY,
        A_LABEL,
        TOO_LONG
    }

    record Batch(String datanet, String contributor, long sequence, List<Item> items) {
        Hash root() {
            return Hash.sha256((datanet + contributor + sequence).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** What a version must be, by the sequential rule. */
    record Expected(List<String> recordIds, Hash root, Map<String, String> duplicates, Hash duplicatesRoot) {}

    private final LakeCatalog lake;
    private final KeyStore keys;
    private long nextOffset;

    PublishFixture(LakeCatalog lake) {
        this.lake = lake;
        this.keys = KeyStore.open(
                lake.configuration().home(), SecretSource.seeded("fixture".getBytes(StandardCharsets.UTF_8)));
    }

    void ingest(Batch batch) {
        long offset = nextOffset++;
        keys.createSealingKey(KeyStore.keyRef(batch.contributor(), batch.datanet()));
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < batch.items().size(); index++) {
            rows.add(row(batch, index, offset));
        }
        TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).append(rows);
        TableWriter.of(lake.table(BronzeTables.BATCHES_TABLE))
                .append(List.of(Row.builder()
                        .text(BronzeTables.TOPIC, "contributions")
                        .text(BronzeTables.SIGNER, batch.contributor())
                        .number(BronzeTables.SEQUENCE, batch.sequence())
                        .number(BronzeTables.ITEM_COUNT, rows.size())
                        .text(BronzeTables.ROOT, batch.root().hex())
                        .text(BronzeTables.DATANET, batch.datanet())
                        .number(BronzeTables.UP_TO, 0)
                        .int32(BronzeTables.KAFKA_PARTITION, 0)
                        .number(BronzeTables.KAFKA_OFFSET, offset)
                        .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(offset))
                        .build()));
    }

    /** A replay wrote the rows of a batch a second time. */
    void replay(Batch batch) {
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < batch.items().size(); index++) {
            rows.add(row(batch, index, 0));
        }
        TableWriter.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE)).append(rows);
    }

    private Row row(Batch batch, int index, long offset) {
        Item item = batch.items().get(index);
        String owner = item.spoil() == Spoil.FOREIGN_KEY ? "somebody" : batch.contributor();
        return Row.builder()
                .text(BronzeTables.RECORD_ID, item.recordId())
                .text(BronzeTables.KIND, item.kind())
                .text(BronzeTables.PARENT, item.parent())
                .text(BronzeTables.CONTRIBUTOR, batch.contributor())
                .text(BronzeTables.DATANET, batch.datanet())
                .number(BronzeTables.BATCH, batch.sequence())
                .int32(BronzeTables.ITEM_INDEX, index)
                .text(BronzeTables.BATCH_ROOT, batch.root().hex())
                .text(BronzeTables.KEY_ID, "0011223344556677")
                .bytes(BronzeTables.PAYLOAD, payload(batch, item))
                .text(BronzeTables.KEY_REF, KeyStore.keyRef(owner, batch.datanet()))
                .text(BronzeTables.LICENCE, "CC0-1.0")
                .texts(BronzeTables.CONSENT, item.spoil() == Spoil.NO_CONSENT ? List.of() : List.of("training"))
                .text(BronzeTables.EXPIRES, "")
                .text(BronzeTables.SALT, item.spoil() == Spoil.OTHER_SALT ? salt("another") : salt(item.recordId()))
                .number(BronzeTables.ORIGIN_AT, 1_700_000_000_000L + index)
                .text(BronzeTables.ORIGIN, "")
                .flag(BronzeTables.GENERATED_BY_AI, false)
                .texts(BronzeTables.DERIVED_FROM, List.of())
                .text(BronzeTables.LEAF_HASH, item.hash().hex())
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, offset)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(offset))
                .build();
    }

    private byte[] payload(Batch batch, Item item) {
        byte[] plaintext = item.spoil() == Spoil.NOT_CONTENT
                ? "{\"text\": 5}".getBytes(StandardCharsets.UTF_8)
                : content(item).bytes();
        byte[] sealed = keys.sealingKey(KeyStore.keyRef(batch.contributor(), batch.datanet()))
                .seal(item.recordId(), plaintext);
        return item.spoil() == Spoil.GARBAGE_PAYLOAD ? new byte[] {1, 2, 3} : sealed;
    }

    private static Content content(Item item) {
        return new Content(salt(item.recordId()), "title of " + item.recordId(), item.label(), item.text());
    }

    private static String salt(String name) {
        return HexFormat.of()
                .formatHex(Hash.sha256(name.getBytes(StandardCharsets.UTF_8)).bytes(), 0, 16);
    }

    /** The oracle: takes record after record in submission order and compares with the canonical ones so far. */
    static Expected publish(Collection<Batch> batchesInOrder) {
        return publish(batchesInOrder, Set.of());
    }

    /** The same where some record ids were withdrawn after they were taken in. */
    static Expected publish(Collection<Batch> batchesInOrder, Set<String> withdrawn) {
        Map<String, String> canonicalByText = new HashMap<>();
        Map<String, Hash> records = new TreeMap<>();
        Map<String, String> duplicates = new TreeMap<>();
        List<String> order = new ArrayList<>();
        for (Batch batch : batchesInOrder) {
            for (int index = 0; index < batch.items().size(); index++) {
                Item item = batch.items().get(index);
                if (item.spoil() != Spoil.NOT) {
                    continue;
                }
                String text = java.text.Normalizer.normalize(item.text(), java.text.Normalizer.Form.NFC);
                String canonical = canonicalByText.putIfAbsent(text, item.recordId());
                if (canonical != null) {
                    duplicates.put(item.recordId(), canonical);
                    continue;
                }
                order.add(item.recordId());
                records.put(item.recordId(), leaf(batch, index, new Item(item.recordId(), text, Spoil.NOT)));
            }
        }
        order.removeAll(withdrawn);
        records.keySet().removeAll(withdrawn);
        List<Hash> duplicateLeaves = new ArrayList<>();
        duplicates.forEach((record, canonical) -> duplicateLeaves.add(new DuplicateRecord(
                        record, canonical, batchesInOrder.iterator().next().datanet())
                .leafHash()));
        return new Expected(
                order,
                MerkleTree.ofLeafHashes(new ArrayList<>(records.values())).root(),
                duplicates,
                MerkleTree.ofLeafHashes(duplicateLeaves).root());
    }

    private static Hash leaf(Batch batch, int index, Item item) {
        return new DatanetRecord(
                        item.recordId(),
                        batch.datanet(),
                        batch.contributor(),
                        "document",
                        "",
                        batch.root(),
                        index,
                        "CC0-1.0",
                        List.of("training"),
                        "",
                        content(item).leafHash())
                .leafHash();
    }
}
