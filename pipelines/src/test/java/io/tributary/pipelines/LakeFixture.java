// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetRecord;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import org.apache.iceberg.Table;

/** A small lake written in plain Java, as publish and the registry would leave it. */
final class LakeFixture {

    /** One labelled text of a contributor. */
    record Document(String id, String contributor, String label, String text) {}

    private final Configuration configuration;

    private LakeFixture(Configuration configuration) {
        this.configuration = configuration;
    }

    /** An initialised lake in an empty folder. */
    static LakeFixture create(Path home) {
        Configuration configuration = Configuration.of(home, new Properties());
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            LakeInit.run(lake);
        }
        return new LakeFixture(configuration);
    }

    Configuration configuration() {
        return configuration;
    }

    /** Publishes documents as version 1, in submission order, and returns the version's root. */
    Hash publish(String slug, List<Document> documents) {
        List<Row> rows = new ArrayList<>();
        List<DatanetRecord> records = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            Document document = documents.get(i);
            Content content = new Content(salt(i), document.id(), document.label(), document.text());
            DatanetRecord record = new DatanetRecord(
                    document.id(),
                    slug,
                    document.contributor(),
                    "record",
                    "",
                    Hash.sha256(new byte[] {7}),
                    i,
                    "cc0",
                    List.of("train"),
                    "",
                    content.leafHash());
            records.add(record);
            rows.add(row(record, content, i));
        }
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            Table table = LakeInit.createDatanet(lake, slug);
            TableWriter.of(table).append(rows);
            table.refresh();
            Tags.create(table, DatanetTables.tagOf(1), table.currentSnapshot().snapshotId());
        }
        records.sort(Comparator.comparing(DatanetRecord::recordId));
        return MerkleTree.ofLeaves(records.stream().map(DatanetRecord::bytes).toList())
                .root();
    }

    /** Registers documents as held-out items and returns the root of their tree. */
    Hash holdOut(String slug, List<Document> documents) {
        List<HeldOutItem> items = new ArrayList<>();
        for (Document document : documents) {
            items.add(new HeldOutItem(
                    document.id(), salt(1000 + items.size()), document.id(), document.label(), document.text()));
        }
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            new RegistryWriter(lake).heldOut(slug, 1, items);
        }
        items.sort(Comparator.comparing(HeldOutItem::itemId));
        return MerkleTree.ofLeaves(items.stream().map(HeldOutItem::bytes).toList())
                .root();
    }

    static String salt(int number) {
        return String.format("%032x", number);
    }

    private static Row row(DatanetRecord record, Content content, int order) {
        return Row.builder()
                .text(DatanetTables.RECORD_ID, record.recordId())
                .text(DatanetTables.CONTRIBUTOR, record.contributor())
                .text(DatanetTables.KIND, record.kind())
                .text(DatanetTables.PARENT, record.parent())
                .text(DatanetTables.DATANET, record.datanet())
                .text(DatanetTables.BATCH_ROOT, record.batchRoot().hex())
                .int32(DatanetTables.ITEM_INDEX, record.index())
                .number(DatanetTables.SUBMISSION_ORDER, order)
                .text(DatanetTables.TITLE, content.title())
                .text(DatanetTables.LABEL, content.label())
                .text(DatanetTables.TEXT, content.text())
                .text(DatanetTables.SALT, content.salt())
                .text(DatanetTables.LICENCE, record.licence())
                .texts(DatanetTables.CONSENT, record.consent())
                .text(DatanetTables.EXPIRES, record.expires())
                .number(DatanetTables.ORIGIN_AT, 0)
                .text(DatanetTables.LEAF_HASH, record.leafHash().hex())
                .int32(DatanetTables.VERSION, 1)
                .build();
    }
}
