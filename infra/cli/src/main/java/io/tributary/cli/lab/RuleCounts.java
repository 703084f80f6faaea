// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Counts by rule, planted beside found. */
final class RuleCounts {
    private RuleCounts() {}

    static List<String> lines(Map<String, Long> planted, Map<String, Long> refused) {
        List<String> lines = new ArrayList<>();
        for (String rule : rules(planted, refused)) {
            lines.add("  refused by " + rule + ": " + refused.getOrDefault(rule, 0L) + ", planted "
                    + planted.getOrDefault(rule, 0L));
        }
        return lines;
    }

    static List<JsonObject> json(Map<String, Long> planted, Map<String, Long> refused) {
        return rules(planted, refused).stream()
                .map(rule -> JsonObject.nested()
                        .put("rule", rule)
                        .put("planted", planted.getOrDefault(rule, 0L))
                        .put("refused", refused.getOrDefault(rule, 0L))
                        .build())
                .toList();
    }

    private static TreeSet<String> rules(Map<String, Long> planted, Map<String, Long> refused) {
        TreeSet<String> rules = new TreeSet<>(planted.keySet());
        rules.addAll(refused.keySet());
        return rules;
    }
}
