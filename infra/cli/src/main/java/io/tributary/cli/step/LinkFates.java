// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.influence.provenance.Chains;
import io.tributary.influence.provenance.EditSize;
import io.tributary.influence.provenance.Review;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.rule.Refusal;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;

/**
 * Why a version did not take labels and edits, decided once more from the version before it and from what was taken beside them. Only the
 * texts that the asked ones go back to are read.
 */
final class LinkFates {
    /** Of what goes not back to an asked one it counts that it is there, not how much it changed. */
    private static final EditSize UNKNOWN = new EditSize(0, 0);

    private final Chains chains;
    private final Map<String, String> texts;
    private final Map<Hash, Review> reviews;

    private LinkFates(Chains chains, Map<String, String> texts, Map<Hash, Review> reviews) {
        this.chains = chains;
        this.texts = texts;
        this.reviews = reviews;
    }

    /**
     * Prepares the decisions of a version.
     *
     * @param version a published one
     * @param asked rows of bronze, labels and edits that are not in it
     * @return empty if labels and edits are not credited in this version
     */
    static Optional<LinkFates> of(LakeCatalog lake, LedgerView view, String slug, long version, Collection<Row> asked) {
        Optional<ProvenanceParts> parts = view.provenance(slug, version);
        if (parts.isEmpty()) {
            return Optional.empty();
        }
        Set<String> parents = new HashSet<>();
        asked.forEach(row -> parents.add(row.text(BronzeTables.PARENT)));
        Map<String, String> texts = new HashMap<>();
        List<ChainRecord> standing =
                version == 1 ? List.of() : new Before(lake.datanet(slug), view, slug, version).chain(parents, texts);
        Chains chains = new Chains(standing, parts.get());
        taken(lake.datanet(slug), version).forEach(link -> chains.refusal(link, Review.ACCEPTED));
        return Optional.of(new LinkFates(chains, texts, view.reviews(slug, version)));
    }

    /** Why an asked row was refused; empty if labels and edits have no rule against it. */
    Optional<Refusal> refusal(Row item, Content content) {
        String parent = item.text(BronzeTables.PARENT);
        Optional<EditSize> size = Optional.ofNullable(texts.get(parent))
                .filter(text -> item.text(BronzeTables.KIND).equals(ChainRecord.EDIT))
                .flatMap(text -> EditSize.of(text, content.text()));
        ChainRecord link = new ChainRecord(
                item.text(BronzeTables.RECORD_ID),
                item.text(BronzeTables.KIND),
                parent,
                item.text(BronzeTables.CONTRIBUTOR),
                content.label(),
                size);
        Review review = reviews.getOrDefault(Hash.ofHex(item.text(BronzeTables.LEAF_HASH)), Review.NONE);
        return chains.refusal(link, review);
    }

    private static TableReader links(TableReader rows) {
        return rows.where(Expressions.in(DatanetTables.KIND, ChainRecord.LABEL, ChainRecord.EDIT))
                .select(
                        DatanetTables.RECORD_ID,
                        DatanetTables.KIND,
                        DatanetTables.PARENT,
                        DatanetTables.CONTRIBUTOR,
                        DatanetTables.LABEL,
                        DatanetTables.SUBMISSION_ORDER,
                        DatanetTables.VERSION);
    }

    /** Labels and edits that the version has taken itself. */
    private static List<ChainRecord> taken(Table table, long version) {
        List<ChainRecord> taken = new ArrayList<>();
        links(TableReader.of(table)
                        .atTag(DatanetTables.tagOf(Math.toIntExact(version)))
                        .whereEqual(DatanetTables.VERSION, Math.toIntExact(version)))
                .forEach(row -> taken.add(record(row, row.text(DatanetTables.KIND), Optional.of(UNKNOWN))));
        return taken;
    }

    private static ChainRecord record(Row row, String kind, Optional<EditSize> size) {
        return new ChainRecord(
                row.text(DatanetTables.RECORD_ID),
                kind,
                row.text(DatanetTables.PARENT),
                row.text(DatanetTables.CONTRIBUTOR),
                row.text(DatanetTables.LABEL),
                size);
    }

    /** What the version keeps of the one before it. */
    private static final class Before {
        private final TableReader rows;
        private final Set<String> withdrawn;
        private final int since;

        Before(Table table, LedgerView view, String slug, long version) {
            this.rows = TableReader.of(table).atTag(DatanetTables.tagOf(Math.toIntExact(version - 1)));
            this.withdrawn = view.withdrawnUpTo(slug, version);
            this.since = Math.toIntExact(view.provenanceSince(slug));
        }

        /** The named records and those that they go back to, with the labels and edits of these, in submission order. */
        List<ChainRecord> chain(Set<String> named, Map<String, String> texts) {
            Map<String, Row> links = new HashMap<>();
            // An edit from before there was a rule stays a record like any other.
            links(rows.where(Expressions.greaterThanOrEqual(DatanetTables.VERSION, since)))
                    .forEach(row -> links.put(row.text(DatanetTables.RECORD_ID), row));
            links.keySet().removeAll(withdrawn);
            Set<String> chain = new HashSet<>();
            for (String name : named) {
                String at = name;
                while (chain.add(at) && links.containsKey(at)) {
                    at = links.get(at).text(DatanetTables.PARENT);
                }
            }
            Map<String, Row> records = new HashMap<>();
            rows.where(Expressions.in(DatanetTables.RECORD_ID, chain.toArray())).forEach(row -> {
                records.put(row.text(DatanetTables.RECORD_ID), row);
                texts.put(row.text(DatanetTables.RECORD_ID), row.text(DatanetTables.TEXT));
            });
            records.keySet().removeAll(withdrawn);
            texts.keySet().removeAll(withdrawn);
            links.values().stream()
                    .filter(link -> chain.contains(link.text(DatanetTables.PARENT)))
                    .forEach(link -> records.putIfAbsent(link.text(DatanetTables.RECORD_ID), link));
            return records.values().stream()
                    .sorted(Comparator.comparingLong(row -> row.number(DatanetTables.SUBMISSION_ORDER)))
                    .map(row -> known(row, links, texts))
                    .toList();
        }

        private static ChainRecord known(Row row, Map<String, Row> links, Map<String, String> texts) {
            String id = row.text(DatanetTables.RECORD_ID);
            if (!links.containsKey(id)) {
                return record(row, "record", Optional.empty());
            }
            String kind = row.text(DatanetTables.KIND);
            String text = texts.get(id);
            String before = texts.get(row.text(DatanetTables.PARENT));
            if (kind.equals(ChainRecord.EDIT) && text != null && before != null) {
                return record(row, kind, EditSize.of(before, text));
            }
            return record(row, kind, Optional.of(UNKNOWN));
        }
    }
}
