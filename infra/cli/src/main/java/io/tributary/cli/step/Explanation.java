// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Why one answer's fee was split as it was.
 *
 * @param receiptId the receipt
 * @param model who answered
 * @param answer the label given
 * @param feeMicros the fee
 * @param unit unit of money
 * @param passages most helpful first
 * @param parties who gets which part, largest first
 */
record Explanation(
        String receiptId,
        String model,
        String answer,
        long feeMicros,
        String unit,
        List<Passage> passages,
        List<Party> parties) {
    private static final int TEXT_CHARS = 160;
    private static final int PARTIES_SHOWN = 8;

    Explanation {
        passages = List.copyOf(passages);
        parties = List.copyOf(parties);
    }

    /**
     * One passage.
     *
     * @param rowId names it
     * @param contributor who gave it
     * @param label its class
     * @param text its words
     * @param score capped influence; above 0 it helped the answer
     * @param eligible whether it may earn: whether it helps on the held-out set
     * @param sharePpm its part of the fee in parts per million
     */
    record Passage(
            String rowId, String contributor, String label, String text, long score, boolean eligible, long sharePpm) {
        String verdict() {
            if (score <= 0) {
                return "did not help, earns nothing";
            }
            return eligible ? percent(sharePpm) + " of the fee" : "helped, but earns nothing this epoch";
        }
    }

    /** Who gets which part of the fee. */
    record Party(String payee, String contributor, String role, long sharePpm) {}

    /** For people and for programs. */
    Report report() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "receipt " + receiptId + ": " + model + " answered " + answer + " for " + feeMicros + " micro-" + unit);
        lines.add("");
        lines.add("passages that shaped the answer most:");
        int rank = 1;
        for (Passage passage : passages) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%3d. %s  %s (%s)",
                    rank++,
                    passage.verdict(),
                    passage.contributor(),
                    passage.label()));
            lines.add("     \"" + excerpt(passage.text()) + "\"");
        }
        lines.add("");
        lines.add("where the fee goes:");
        for (Party party : parties.subList(0, Math.min(PARTIES_SHOWN, parties.size()))) {
            lines.add(String.format(
                            Locale.ROOT,
                            "%9s  %-9s %s %s",
                            percent(party.sharePpm()),
                            party.role(),
                            party.payee(),
                            party.contributor())
                    .stripTrailing());
        }
        if (parties.size() > PARTIES_SHOWN) {
            long rest = parties.subList(PARTIES_SHOWN, parties.size()).stream()
                    .mapToLong(Party::sharePpm)
                    .sum();
            lines.add(String.format(Locale.ROOT, "%9s  to %d others", percent(rest), parties.size() - PARTIES_SHOWN));
        }
        return Report.of(lines, json());
    }

    private static String excerpt(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= TEXT_CHARS ? line : line.substring(0, TEXT_CHARS) + "…";
    }

    /** Parts per million as per cent with two decimals. */
    static String percent(long ppm) {
        return String.format(Locale.ROOT, "%d.%02d %%", ppm / 10_000, ppm / 100 % 100);
    }

    private JsonObject json() {
        List<JsonObject> passageJson = passages.stream()
                .map(passage -> JsonObject.nested()
                        .put("rowId", passage.rowId())
                        .put("contributor", passage.contributor())
                        .put("label", passage.label())
                        .put("text", passage.text())
                        .put("score", passage.score())
                        .put("eligible", passage.eligible())
                        .put("sharePpm", passage.sharePpm())
                        .build())
                .toList();
        List<JsonObject> partyJson = parties.stream()
                .map(party -> JsonObject.nested()
                        .put("payee", party.payee())
                        .put("contributor", party.contributor())
                        .put("role", party.role())
                        .put("sharePpm", party.sharePpm())
                        .build())
                .toList();
        return JsonObject.nested()
                .put("receiptId", receiptId)
                .put("model", model)
                .put("answer", answer)
                .put("fee", feeMicros)
                .put("unit", unit)
                .put("passages", passageJson)
                .put("parties", partyJson)
                .build();
    }
}
