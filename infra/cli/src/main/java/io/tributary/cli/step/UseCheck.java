// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.influence.duplicate.TextPrint;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.HeldOutItem;
import io.tributary.protocol.record.VersionEntry;
import io.tributary.protocol.rule.RecordFacts;
import io.tributary.protocol.rule.Refusal;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.Row;
import io.tributary.tables.TableReader;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Asks a Datanet's rules before its records are used, in this process, so that nothing has started when the answer is no. */
final class UseCheck {
    private static final int RECORDS_SHOWN_MAX = 5;

    private final LakeCatalog lake;
    private final List<HeldOutItem> heldOut;

    /**
     * Prepares a check.
     *
     * @param heldOut what no record may hold, where the rules look for it
     */
    UseCheck(LakeCatalog lake, List<HeldOutItem> heldOut) {
        this.lake = lake;
        this.heldOut = List.copyOf(heldOut);
    }

    /**
     * Requires that a model may be trained on every record of a version.
     *
     * @throws RefusedException naming rules and records that forbid it
     */
    void requireTrainable(VersionEntry version, RuleSet rules, LocalDate day) {
        SortedMap<String, List<String>> refused = new TreeMap<>();
        HeldOutPhrases phrases = new HeldOutPhrases(rules.leakage() ? heldOut : List.of());
        int[] records = {0};
        reader(version, rules).forEach(row -> {
            Optional<Refusal> refusal = rules.atUse(facts(row), RuleSet.TRAINING, day);
            if (refusal.isEmpty() && rules.leakage() && phrases.areIn(row.text(DatanetTables.TEXT))) {
                refusal = Optional.of(rules.leaked());
            }
            refusal.ifPresent(found -> {
                refused.computeIfAbsent(found.toString(), rule -> new ArrayList<>())
                        .add(row.text(DatanetTables.RECORD_ID));
                records[0]++;
            });
        });
        if (!refused.isEmpty()) {
            throw new RefusedException(records[0] + " records of " + version.datanet() + "/" + version.tag()
                    + " may not be trained on, nothing was started. "
                    + refused.entrySet().stream()
                            .map(entry -> entry.getKey() + ": " + shown(entry.getValue()))
                            .collect(Collectors.joining("; "))
                    + ". Have them withdrawn and publish the next version, or change the rules with 'tributary datanet edit "
                    + version.datanet()
                    + "'");
        }
    }

    private TableReader reader(VersionEntry version, RuleSet rules) {
        List<String> columns = new ArrayList<>(List.of(
                DatanetTables.RECORD_ID,
                DatanetTables.KIND,
                DatanetTables.LICENCE,
                DatanetTables.CONSENT,
                DatanetTables.EXPIRES));
        if (rules.leakage()) {
            columns.add(DatanetTables.TEXT);
        }
        return TableReader.of(lake.datanet(version.datanet()))
                .atTag(version.tag())
                .select(columns.toArray(String[]::new));
    }

    private static RecordFacts facts(Row row) {
        return new RecordFacts(
                row.text(DatanetTables.KIND),
                "",
                "",
                row.text(DatanetTables.LICENCE),
                row.texts(DatanetTables.CONSENT),
                row.text(DatanetTables.EXPIRES));
    }

    /** The phrases of the held-out set. */
    private static final class HeldOutPhrases {
        private final Map<Long, List<Integer>> holders = new HashMap<>();
        private final int[] sizes;

        HeldOutPhrases(List<HeldOutItem> items) {
            sizes = new int[items.size()];
            for (int item = 0; item < sizes.length; item++) {
                long[] phrases = TextPrint.of(items.get(item).text()).phrases();
                sizes[item] = phrases.length;
                for (long phrase : phrases) {
                    holders.computeIfAbsent(phrase, key -> new ArrayList<>()).add(item);
                }
            }
        }

        /** Whether a text has half of the phrases of an item. */
        boolean areIn(String text) {
            Map<Integer, Integer> shared = new HashMap<>();
            for (long phrase : TextPrint.of(text).phrases()) {
                holders.getOrDefault(phrase, List.of()).forEach(item -> shared.merge(item, 1, Integer::sum));
            }
            return shared.entrySet().stream().anyMatch(entry -> 2 * entry.getValue() >= sizes[entry.getKey()]);
        }
    }

    private static String shown(List<String> recordIds) {
        List<String> sorted = List.copyOf(new TreeSet<>(recordIds));
        String first = String.join(", ", sorted.subList(0, Math.min(sorted.size(), RECORDS_SHOWN_MAX)));
        int more = sorted.size() - RECORDS_SHOWN_MAX;
        return more > 0 ? first + " and " + more + " more" : first;
    }
}
