// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.rule.DatanetTerms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.iceberg.Table;

/**
 * The only writer of the namespace {@code registry}. Each call adds rows or replaces those with the same key, in one snapshot; a call
 * that changes nothing makes no snapshot. The caller holds the {@link WriterLock}.
 */
public final class RegistryWriter {
    private final LakeCatalog lake;

    /** Writes to this lake. */
    public RegistryWriter(LakeCatalog lake) {
        this.lake = lake;
    }

    /** Registers contributors, by id. */
    public void contributors(List<RegisteredContributor> contributors) {
        upsert(
                RegistryTables.CONTRIBUTORS_TABLE,
                contributors.stream().map(RegisteredContributor::toRow).toList(),
                row -> List.of(row.text(RegistryTables.CONTRIBUTOR_ID)));
    }

    /** Registers keys, by owner and key id. */
    public void keys(List<RegisteredKey> keys) {
        upsert(
                RegistryTables.KEYS_TABLE,
                keys.stream().map(RegisteredKey::toRow).toList(),
                row -> List.of(row.text(RegistryTables.OWNER), row.text(RegistryTables.KEY_ID)));
    }

    /** Registers a Datanet, by slug. */
    public void datanet(RegisteredDatanet datanet) {
        upsert(RegistryTables.DATANETS_TABLE, List.of(datanet.toRow()), row -> List.of(row.text(RegistryTables.SLUG)));
    }

    /**
     * Registers a version, by Datanet and number; only its log index may differ from what is there.
     *
     * @throws ConflictException if the version is registered with another record
     */
    public void version(RegisteredVersion version) {
        for (RegisteredVersion existing :
                new RegistryReader(lake).versions(version.entry().datanet())) {
            boolean same = existing.entry().version() == version.entry().version();
            if (same && !existing.entry().equals(version.entry())) {
                throw new ConflictException("version " + version.entry().tag() + " of Datanet "
                        + version.entry().datanet() + " is registered with root "
                        + existing.entry().root() + ", got " + version.entry().root() + "; a version never changes");
            }
        }
        upsert(
                RegistryTables.VERSIONS_TABLE,
                List.of(version.toRow()),
                row -> List.of(row.text(RegistryTables.DATANET), Long.toString(row.number(RegistryTables.VERSION))));
        LakeViews.update(lake.catalog());
    }

    /**
     * Registers a revision of a Datanet's terms.
     *
     * @throws ConflictException if that revision is registered with other terms, or the rule set's id with another content
     */
    public void terms(DatanetTerms terms) {
        for (DatanetTerms existing : new RegistryReader(lake).terms()) {
            boolean same = existing.datanet().equals(terms.datanet()) && existing.revision() == terms.revision();
            if (same && !existing.equals(terms)) {
                throw new ConflictException("revision " + terms.revision() + " of the terms of " + terms.datanet()
                        + " is registered with other words; a revision never changes");
            }
            if (existing.rules().id().equals(terms.rules().id())
                    && !existing.rules().equals(terms.rules())) {
                throw new ConflictException("rule set " + terms.rules().id() + " of Datanet " + existing.datanet()
                        + " has another content; give the changed one another id");
            }
        }
        Row row = Row.builder()
                .text(RegistryTables.SLUG, terms.datanet())
                .int32(RegistryTables.REVISION, terms.revision())
                .text(RegistryTables.TITLE, terms.title())
                .text(RegistryTables.DESCRIPTION, terms.description())
                .text(RegistryTables.LICENCE, terms.licence())
                .text(RegistryTables.RULE_SET, terms.rules().id())
                .text(RegistryTables.RECORD, terms.toJson().toString())
                .build();
        upsert(
                RegistryTables.TERMS_TABLE,
                List.of(row),
                other -> List.of(
                        other.text(RegistryTables.SLUG), Integer.toString(other.int32(RegistryTables.REVISION))));
    }

    /** Registers a withdrawal, by Datanet and record id. */
    public void withdrawal(RegisteredWithdrawal withdrawal) {
        upsert(
                RegistryTables.WITHDRAWALS_TABLE,
                withdrawal.toRows(),
                row -> List.of(row.text(RegistryTables.DATANET), row.text(RegistryTables.RECORD_ID)));
    }

    /** Registers a review, by Datanet, item and what was signed. */
    public void review(RegisteredReview review) {
        upsert(
                RegistryTables.REVIEWS_TABLE,
                review.toRows(),
                row -> List.of(
                        row.text(RegistryTables.DATANET),
                        row.text(RegistryTables.ITEM_ID),
                        row.text(RegistryTables.RECORD)));
    }

    /**
     * Registers the held-out set of a Datanet version, by version and item id; the items are numbered in the order of their ids, as in
     * their tree.
     */
    public void heldOut(String datanet, int version, List<HeldOutItem> items) {
        List<HeldOutItem> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparing(HeldOutItem::itemId));
        List<Row> rows = new ArrayList<>();
        for (int index = 0; index < sorted.size(); index++) {
            rows.add(heldOutRow(datanet, version, index, sorted.get(index)));
        }
        upsert(
                RegistryTables.HELDOUT_TABLE,
                rows,
                RegistryWriter::withVersion,
                row -> List.of(
                        row.text(RegistryTables.DATANET),
                        Integer.toString(row.int32(RegistryTables.VERSION)),
                        row.text(RegistryTables.ITEM_ID)));
    }

    /** A row of an earlier release has no version: its set is the first one. */
    private static Row withVersion(Row row) {
        return row.columns().contains(RegistryTables.VERSION)
                ? row
                : heldOutRow(
                        row.text(RegistryTables.DATANET),
                        RegistryReader.versionOf(row),
                        row.int32(RegistryTables.ITEM_INDEX),
                        RegistryReader.heldOutItem(row));
    }

    private static Row heldOutRow(String datanet, int version, int index, HeldOutItem item) {
        return Row.builder()
                .text(RegistryTables.DATANET, datanet)
                .text(RegistryTables.ITEM_ID, item.itemId())
                .text(RegistryTables.TITLE, item.title())
                .text(RegistryTables.LABEL, item.label())
                .text(RegistryTables.TEXT, item.text())
                .text(RegistryTables.SALT, item.salt())
                .int32(RegistryTables.ITEM_INDEX, index)
                .int32(RegistryTables.VERSION, version)
                .build();
    }

    /** Grants an organisation the right to see something; one that it has is kept. */
    public void grant(Entitlement entitlement) {
        upsert(RegistryTables.ENTITLEMENTS_TABLE, List.of(entitlement.toRow()), RegistryWriter::entitlementKey);
    }

    /** Takes a granted right away; true if it was there. */
    public boolean revoke(Entitlement entitlement) {
        Table table = lake.table(RegistryTables.ENTITLEMENTS_TABLE);
        List<Row> before = TableReader.of(table).list();
        List<Row> after =
                before.stream().filter(row -> !row.equals(entitlement.toRow())).toList();
        if (after.size() < before.size()) {
            TableWriter.of(table).replaceAll(after);
        }
        return after.size() < before.size();
    }

    private static List<String> entitlementKey(Row row) {
        return List.of(
                row.text(RegistryTables.ORGANISATION), row.text(RegistryTables.KIND), row.text(RegistryTables.NAME));
    }

    private void upsert(TableDefinition definition, List<Row> changes, Function<Row, List<String>> key) {
        upsert(definition, changes, UnaryOperator.identity(), key);
    }

    private void upsert(
            TableDefinition definition,
            List<Row> changes,
            UnaryOperator<Row> completion,
            Function<Row, List<String>> key) {
        Table table = lake.table(definition);
        Map<List<String>, Row> rows = new LinkedHashMap<>();
        TableReader.of(table).forEach(read -> {
            Row row = completion.apply(read);
            rows.put(key.apply(row), row);
        });
        boolean changed = false;
        for (Row change : changes) {
            Row before = rows.put(key.apply(change), change);
            changed |= !change.equals(before);
        }
        if (changed) {
            TableWriter.of(table).replaceAll(List.copyOf(rows.values()));
        }
    }
}
