// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.DatanetRecord;
import io.tributary.protocol.rule.RecordFacts;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the batches of a version brought, opened from bronze in submission order: the records that keep the rules of {@code record/v1} and
 * that no earlier version decided.
 *
 * @param texts record ids and what the records are, in submission order
 * @param sealed records whose key is gone, so that nobody can tell any more what they were
 */
record SubmittedTexts(Map<String, Submitted> texts, int sealed) {
    /**
     * One record.
     *
     * @param item leaf hash of its item
     * @param source the record as training reads it
     */
    record Submitted(Hash item, SourceText source) {}

    /**
     * Opens the batches of a version.
     *
     * @param batches roots in the order of the ledger
     * @param rules the rule set in force
     * @param kinds kinds of record that the version may hold
     * @param decided record ids of earlier versions, canonical or not
     */
    static SubmittedTexts read(
            LakeCatalog lake,
            KeyStore keys,
            String datanet,
            List<Hash> batches,
            Set<String> decided,
            Set<String> kinds,
            RuleSet rules) {
        Map<String, Integer> places = new HashMap<>();
        batches.forEach(root -> places.put(root.hex(), places.size()));
        SortedMap<Long, Row> items = new TreeMap<>();
        TableReader.of(lake.table(BronzeTables.CONTRIBUTIONS_TABLE))
                .whereEqual(BronzeTables.DATANET, datanet)
                .forEach(row -> {
                    Integer place = places.get(row.text(BronzeTables.BATCH_ROOT));
                    if (place != null) {
                        items.put(((long) place << Integer.SIZE) + row.int32(BronzeTables.ITEM_INDEX), row);
                    }
                });
        Map<String, Submitted> texts = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>(decided);
        int sealed = 0;
        for (Row row : items.values()) {
            if (!seen.add(row.text(BronzeTables.RECORD_ID))) {
                continue;
            }
            String keyRef = row.text(BronzeTables.KEY_REF);
            if (!keyRef.equals(KeyStore.keyRef(row.text(BronzeTables.CONTRIBUTOR), datanet))) {
                continue;
            }
            Optional<SealingKey> key = keys.findSealingKey(keyRef);
            if (key.isEmpty()) {
                sealed++;
                continue;
            }
            if (kinds.contains(row.text(BronzeTables.KIND))) {
                open(row, key.get(), datanet, rules)
                        .ifPresent(record -> texts.put(row.text(BronzeTables.RECORD_ID), record));
            }
        }
        return new SubmittedTexts(texts, sealed);
    }

    /** The record, unless the record breaks a rule. */
    private static Optional<Submitted> open(Row row, SealingKey key, String datanet, RuleSet rules) {
        try {
            Content content = Content.read(key.open(row.text(BronzeTables.RECORD_ID), row.bytes(BronzeTables.PAYLOAD)));
            boolean label = row.text(BronzeTables.KIND).equals(ChainRecord.LABEL);
            boolean complete = content.salt().equals(row.text(BronzeTables.SALT))
                    && (label
                            ? content.text().isEmpty() && !content.label().isBlank()
                            : !content.text().isBlank())
                    && !row.text(BronzeTables.LICENCE).isBlank()
                    && !row.texts(BronzeTables.CONSENT).isEmpty();
            if (!complete || rules.atPublish(facts(row, content)).isPresent()) {
                return Optional.empty();
            }
            // Made for its checks alone.
            new DatanetRecord(
                    row.text(BronzeTables.RECORD_ID),
                    datanet,
                    row.text(BronzeTables.CONTRIBUTOR),
                    row.text(BronzeTables.KIND),
                    row.text(BronzeTables.PARENT),
                    Hash.ofHex(row.text(BronzeTables.BATCH_ROOT)),
                    row.int32(BronzeTables.ITEM_INDEX),
                    row.text(BronzeTables.LICENCE),
                    row.texts(BronzeTables.CONSENT),
                    row.text(BronzeTables.EXPIRES),
                    content.leafHash());
            return Optional.of(new Submitted(
                    Hash.ofHex(row.text(BronzeTables.LEAF_HASH)),
                    new SourceText(
                            row.text(BronzeTables.RECORD_ID),
                            row.text(BronzeTables.KIND),
                            row.text(BronzeTables.PARENT),
                            row.text(BronzeTables.CONTRIBUTOR),
                            content.label(),
                            content.text())));
        } catch (InvalidInputException e) {
            // Publish refuses such a record, whatever is wrong with it.
            return Optional.empty();
        }
    }

    private static RecordFacts facts(Row row, Content content) {
        return new RecordFacts(
                row.text(BronzeTables.KIND),
                content.label(),
                content.text(),
                row.text(BronzeTables.LICENCE),
                row.texts(BronzeTables.CONSENT),
                row.text(BronzeTables.EXPIRES));
    }
}
