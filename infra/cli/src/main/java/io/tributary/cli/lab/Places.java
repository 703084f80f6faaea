// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.ingestion.SentBatch;
import io.tributary.ingestion.Topic;
import io.tributary.ingestion.fault.FaultyValue;
import io.tributary.protocol.error.Rule;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.TableReader;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What was planted at which places in Kafka, and what the table of rejections says of these places. */
final class Places {
    private final Set<Place> places = new HashSet<>();
    private final Map<String, Long> planted = new TreeMap<>();

    private record Place(String topic, int partition, long offset) {}

    /** Notes values that hold good input, of which a part may have to be refused. */
    void note(List<SentBatch> sent) {
        sent.forEach(batch -> places.add(new Place(batch.topic().id(), batch.partition(), batch.offset())));
    }

    /** Notes a value that must be refused. */
    void note(SentBatch sent, FaultyValue value) {
        note(List.of(sent));
        expect(value.rule(), value.items());
    }

    /** Notes that items of a noted value must be refused. */
    void expect(Rule rule, long items) {
        if (items > 0) {
            planted.merge(rule.id(), items, Long::sum);
        }
    }

    /** Items that must be refused, by rule. */
    Map<String, Long> planted() {
        return Map.copyOf(planted);
    }

    /** Items that were refused at the noted places, by rule. */
    Map<String, Long> refused(LakeCatalog lake) {
        Map<String, Long> refused = new TreeMap<>();
        TableReader.of(lake.table(BronzeTables.REJECTIONS_TABLE)).forEach(row -> {
            Place place = new Place(
                    row.text(BronzeTables.TOPIC),
                    row.int32(BronzeTables.KAFKA_PARTITION),
                    row.number(BronzeTables.KAFKA_OFFSET));
            if (places.contains(place)) {
                refused.merge(row.text(BronzeTables.RULE), row.number(BronzeTables.ITEMS), Long::sum);
            }
        });
        return refused;
    }

    /** How many values of a topic were noted. */
    long values(Topic topic) {
        return places.stream().filter(place -> place.topic().equals(topic.id())).count();
    }
}
