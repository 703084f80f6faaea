// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.error.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.iceberg.Table;

/**
 * Checks from the tables alone that the ingestion lost nothing and doubled nothing: every Kafka offset below the committed one is a batch
 * or a refusal, once; every item of a batch is a row or a refusal, once; every id is one row. Kafka's own transaction markers would take
 * offsets too, so senders do not use transactions.
 */
public final class IngestAudit {
    private static final int EXAMPLES_MAX = 10;
    private static final Set<String> DUPLICATE_RULES =
            Set.of(Rule.BATCH_DUPLICATE.id(), Rule.RECORD_DUPLICATE.id(), Rule.RECEIPT_DUPLICATE.id());

    /**
     * The result for one topic; counts are items, that is contributions or receipts.
     *
     * @param topic the Kafka topic
     * @param values Kafka values seen
     * @param batches accepted batches
     * @param itemsIn items that came in: those of accepted batches, and those of values refused as a whole
     * @param accepted rows in bronze
     * @param rejected items refused for a fault
     * @param duplicates items refused because they were there already
     * @param findings what is wrong, one sentence each; empty if nothing is
     */
    public record Report(
            String topic,
            long values,
            long batches,
            long itemsIn,
            long accepted,
            long rejected,
            long duplicates,
            List<String> findings) {
        /** Copies the findings. */
        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether nothing is wrong. */
        public boolean clean() {
            return findings.isEmpty();
        }
    }

    private record Place(int partition, long offset) {
        static Place of(Row row) {
            return new Place(row.int32(BronzeTables.KAFKA_PARTITION), row.number(BronzeTables.KAFKA_OFFSET));
        }

        @Override
        public String toString() {
            return "partition " + partition + " offset " + offset;
        }
    }

    private final String topic;
    private final Map<Place, Long> batchItems = new HashMap<>();
    private final Map<Place, Long> rows = new HashMap<>();
    private final Map<Place, Long> refused = new HashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long accepted;
    private long rejected;
    private long duplicates;

    private IngestAudit(String topic) {
        this.topic = topic;
    }

    /** Audits the contributions. */
    public static Report contributions(LakeCatalog lake) {
        return new IngestAudit(PendingBatches.TOPIC)
                .run(lake, lake.table(BronzeTables.CONTRIBUTIONS_TABLE), BronzeTables.RECORD_ID);
    }

    /** Audits the inference receipts. */
    public static Report inferences(LakeCatalog lake) {
        return new IngestAudit("inferences")
                .run(lake, lake.table(BronzeTables.INFERENCES_TABLE), BronzeTables.RECEIPT_ID);
    }

    private Report run(LakeCatalog lake, Table items, String idColumn) {
        readBatches(lake.table(BronzeTables.BATCHES_TABLE));
        readRefusals(lake.table(BronzeTables.REJECTIONS_TABLE));
        readItems(items, idColumn);
        checkOffsets(BronzeMarks.offsets(items));
        checkBatches();
        long itemsIn = batchItems.values().stream().mapToLong(Long::longValue).sum() + itemsOfRefusedValues();
        if (itemsIn != accepted + rejected + duplicates) {
            findings.add("items in " + itemsIn + ", but accepted " + accepted + " + rejected " + rejected
                    + " + duplicates " + duplicates + " = " + (accepted + rejected + duplicates));
        }
        Set<Place> places = new HashSet<>(batchItems.keySet());
        places.addAll(refused.keySet());
        return new Report(topic, places.size(), batchItems.size(), itemsIn, accepted, rejected, duplicates, findings);
    }

    private void readBatches(Table batches) {
        List<String> doubled = new ArrayList<>();
        TableReader.of(batches).whereEqual(BronzeTables.TOPIC, topic).forEach(row -> {
            Place place = Place.of(row);
            if (batchItems.put(place, row.number(BronzeTables.ITEM_COUNT)) != null) {
                doubled.add(place.toString());
            }
        });
        find("batches at one offset twice", doubled);
    }

    private void readRefusals(Table rejections) {
        TableReader.of(rejections).whereEqual(BronzeTables.TOPIC, topic).forEach(row -> {
            long items = row.number(BronzeTables.ITEMS);
            refused.merge(Place.of(row), items, Long::sum);
            if (DUPLICATE_RULES.contains(row.text(BronzeTables.RULE))) {
                duplicates += items;
            } else {
                rejected += items;
            }
        });
    }

    private void readItems(Table items, String idColumn) {
        Set<String> ids = new HashSet<>();
        List<String> doubled = new ArrayList<>();
        TableReader.of(items)
                .select(idColumn, BronzeTables.KAFKA_PARTITION, BronzeTables.KAFKA_OFFSET)
                .forEach(row -> {
                    accepted++;
                    rows.merge(Place.of(row), 1L, Long::sum);
                    if (!ids.add(row.text(idColumn))) {
                        doubled.add(row.text(idColumn));
                    }
                });
        find("ids in more than one row", doubled);
    }

    /** Offsets start at 0 and have no holes up to the committed next offset, or the last one seen where none is committed. */
    private void checkOffsets(Map<String, Long> committed) {
        Map<Integer, Set<Long>> seen = new TreeMap<>();
        List<Place> places = new ArrayList<>(batchItems.keySet());
        places.addAll(refused.keySet());
        for (Place place : places) {
            seen.computeIfAbsent(place.partition(), partition -> new HashSet<>())
                    .add(place.offset());
        }
        Map<Integer, Long> next = new TreeMap<>();
        seen.forEach((partition, offsets) -> next.put(
                partition, offsets.stream().mapToLong(Long::longValue).max().orElse(-1) + 1));
        committed.forEach((name, offset) -> {
            if (name.startsWith(topic + ":")) {
                next.merge(Integer.parseInt(name.substring(topic.length() + 1)), offset, Math::max);
            }
        });
        List<String> missing = new ArrayList<>();
        next.forEach((partition, end) -> {
            Set<Long> offsets = seen.getOrDefault(partition, Set.of());
            for (long offset = 0; offset < end; offset++) {
                if (!offsets.contains(offset)) {
                    missing.add(new Place(partition, offset).toString());
                }
            }
        });
        find("offsets neither accepted nor refused", missing);
    }

    private void checkBatches() {
        List<String> wrong = new ArrayList<>();
        batchItems.forEach((place, items) -> {
            long found = rows.getOrDefault(place, 0L) + refused.getOrDefault(place, 0L);
            if (found != items) {
                wrong.add(place + " (" + items + " items signed, " + found + " found)");
            }
        });
        find("batches whose items do not add up", wrong);
        List<String> orphans = new ArrayList<>();
        for (Place place : rows.keySet()) {
            if (!batchItems.containsKey(place)) {
                orphans.add(place.toString());
            }
        }
        find("offsets with rows but no batch", orphans);
    }

    private long itemsOfRefusedValues() {
        return refused.entrySet().stream()
                .filter(entry -> !batchItems.containsKey(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private void find(String what, List<String> examples) {
        if (examples.isEmpty()) {
            return;
        }
        List<String> sorted = examples.stream().sorted().limit(EXAMPLES_MAX).toList();
        String more = examples.size() > EXAMPLES_MAX ? ", …" : "";
        findings.add(topic + ": " + examples.size() + " " + what + ": " + String.join(", ", sorted) + more);
    }
}
