// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.influence.PayRule;
import io.tributary.protocol.canonical.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Why one answer's fee was split as it was.
 *
 * @param receiptId the receipt
 * @param model who answered
 * @param answer the label given
 * @param feeMicros the fee
 * @param unit unit of money
 * @param dataShare the part of the fee that falls to data, in 2^-62
 * @param weight what all passages weigh together
 * @param passages most helpful first
 * @param parties who gets which part, largest first
 */
record Explanation(
        String receiptId,
        String model,
        String answer,
        long feeMicros,
        String unit,
        BigInteger dataShare,
        BigInteger weight,
        List<Passage> passages,
        List<Party> parties) {
    private static final int TEXT_CHARS = 160;
    private static final int PARTIES_SHOWN = 8;
    private static final int SHARE_BITS = 62;
    private static final BigInteger PPM = BigInteger.valueOf(1_000_000);

    Explanation {
        passages = List.copyOf(passages);
        parties = List.copyOf(parties);
    }

    /**
     * Passages that earn together.
     *
     * @param lot when it was dealt
     * @param place among the bundles of its contributor and lot
     * @param rowIds its passages
     * @param scale what it counts by their number
     * @param normalised its influence on the held-out items, each taken relative to what all passages did there, in 2^-30
     * @param positive the positive part of that, item by item
     * @param standing what is left of its help; 0 earns nothing
     * @param contributorStanding what of that its contributor's passages together leave, of 65,536
     * @param help what its passages scored together on this answer; 0 if it did not help
     * @param rate what a unit of that weighs on this answer besides; 1 under most rules
     */
    record Bundle(
            int lot,
            int place,
            List<String> rowIds,
            int scale,
            long normalised,
            long positive,
            int standing,
            int contributorStanding,
            long help,
            int rate) {
        Bundle {
            rowIds = List.copyOf(rowIds);
        }

        /** What a unit of score weighs in it: 0 if it is not paid. */
        long factor() {
            return help > 0 ? (long) scale * standing * rate : 0;
        }

        private JsonObject json() {
            return JsonObject.nested()
                    .put("lot", lot)
                    .put("place", place)
                    .put("rowIds", rowIds)
                    .put("scale", scale)
                    .put("normalised", normalised)
                    .put("positive", positive)
                    .put("standing", standing)
                    .put("contributorStanding", contributorStanding)
                    .put("help", help)
                    .put("rate", rate)
                    .put("factor", factor())
                    .build();
        }
    }

    /**
     * One passage.
     *
     * @param rowId names it
     * @param contributor who gave it
     * @param label its class
     * @param text its words
     * @param score capped influence; above 0 it helped the answer
     * @param cap what its score is scaled down by, in 2^-20
     * @param factor what a unit of its score weighs
     * @param repeatsQuestion whether it is a near-duplicate of the question
     * @param bundles that it earns in
     * @param credits who gets how much of what it earns; empty where all of it is the contributor's
     */
    record Passage(
            String rowId,
            String contributor,
            String label,
            String text,
            long score,
            int cap,
            long factor,
            boolean repeatsQuestion,
            List<Bundle> bundles,
            List<Credited> credits) {
        Passage {
            bundles = List.copyOf(bundles);
            credits = List.copyOf(credits);
        }

        /** Whose it is, for people. */
        private String owners() {
            return credits.isEmpty()
                    ? contributor
                    : credits.stream().map(Credited::contributor).distinct().collect(Collectors.joining(" and "));
        }

        /** What it adds to its contributor's weight. */
        BigInteger part() {
            return BigInteger.valueOf(score).multiply(BigInteger.valueOf(factor));
        }

        /** Why it earns nothing, or takes something away. */
        private String reason() {
            if (repeatsQuestion) {
                return "it repeats the question";
            }
            if (bundles.stream().allMatch(bundle -> bundle.standing() == 0)) {
                return bundles.size() > 1
                        ? "each of its bundles has standing 0, by its net influence on the held-out set"
                        : "its standing is 0, by its net influence on the held-out set";
            }
            return "no bundle of it that may earn helped as a whole";
        }
    }

    /**
     * A part of what a passage earns.
     *
     * @param role what it is for
     * @param basisPoints how much of it
     * @param words by which record
     */
    record Credited(String contributor, String role, int basisPoints, String words) {
        private JsonObject json() {
            return JsonObject.nested()
                    .put("contributor", contributor)
                    .put("role", role)
                    .put("basisPoints", basisPoints)
                    .put("words", words)
                    .build();
        }
    }

    /** Who gets which part of the fee, in 2^-62. */
    record Party(String payee, String contributor, String role, long share) {}

    /** The part of the fee that a weight earns, in parts per million, rounded towards 0. */
    private long ppm(BigInteger part) {
        return weight.signum() == 0
                ? 0
                : dataShare
                        .multiply(part)
                        .multiply(PPM)
                        .divide(weight.shiftLeft(SHARE_BITS))
                        .longValueExact();
    }

    /** What a weight earns in micro-units, rounded towards 0: {@code fee · dataShare · part / (weight · 2^62)}. */
    private long micros(BigInteger part) {
        return weight.signum() == 0
                ? 0
                : dataShare
                        .multiply(part)
                        .multiply(BigInteger.valueOf(feeMicros))
                        .divide(weight.shiftLeft(SHARE_BITS))
                        .longValueExact();
    }

    /** The part of that which basis points stand for, rounded towards 0 once. */
    private long micros(BigInteger part, int basisPoints) {
        return weight.signum() == 0
                ? 0
                : dataShare
                        .multiply(part)
                        .multiply(BigInteger.valueOf(feeMicros))
                        .multiply(BigInteger.valueOf(basisPoints))
                        .divide(weight.shiftLeft(SHARE_BITS).multiply(BigInteger.valueOf(10_000)))
                        .longValueExact();
    }

    private String verdict(Passage passage) {
        int sign = passage.part().signum();
        if (sign > 0) {
            return percent(ppm(passage.part())) + " of the fee";
        }
        if (sign < 0) {
            return "did not help, takes " + percent(-ppm(passage.part())) + " of the fee off its bundles";
        }
        return passage.score() > 0
                ? "helped, but earns nothing this epoch: " + passage.reason()
                : "did not help, earns nothing";
    }

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
                    Locale.ROOT, "%3d. %s  %s (%s)", rank++, verdict(passage), passage.owners(), passage.label()));
            lines.add("     \"" + excerpt(passage.text()) + "\"");
            lines.addAll(terms(passage));
        }
        lines.add("");
        lines.add("where the fee goes:");
        for (Party party : parties.subList(0, Math.min(PARTIES_SHOWN, parties.size()))) {
            lines.add(String.format(
                            Locale.ROOT,
                            "%9s  %-9s %s %s",
                            percent(ppmOf(party.share())),
                            party.role(),
                            party.payee(),
                            party.contributor())
                    .stripTrailing());
        }
        if (parties.size() > PARTIES_SHOWN) {
            long rest = parties.subList(PARTIES_SHOWN, parties.size()).stream()
                    .mapToLong(party -> ppmOf(party.share()))
                    .sum();
            lines.add(String.format(Locale.ROOT, "%9s  to %d others", percent(rest), parties.size() - PARTIES_SHOWN));
        }
        return Report.of(lines, json());
    }

    /** The numbers behind a passage's part, so that a reader can multiply them. */
    private List<String> terms(Passage passage) {
        if (passage.factor() == 0) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "     %d micro-%s = fee %d x data %s x (score %d x factor %d) / weight %d",
                micros(passage.part()),
                unit,
                feeMicros,
                percent(ppmOf(dataShare.longValueExact())),
                passage.score(),
                passage.factor(),
                weight));
        for (Credited credit : passage.credits()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "       x %d/10000 (%s, by %s, %s) = %d micro-%s",
                    credit.basisPoints(),
                    credit.role(),
                    credit.contributor(),
                    credit.words(),
                    micros(passage.part(), credit.basisPoints()),
                    unit));
        }
        for (Bundle bundle : passage.bundles()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "       lot %d, bundle %d, with %d passages: %s",
                    bundle.lot() + 1,
                    bundle.place() + 1,
                    bundle.rowIds().size(),
                    bundle.factor() == 0
                            ? "not paid here"
                            : "factor " + bundle.factor() + " = scale " + bundle.scale() + " x standing "
                                    + bundle.standing() + (bundle.rate() == 1 ? "" : " x rate " + bundle.rate())
                                    + (bundle.contributorStanding() == PayRule.WHOLE
                                            ? ""
                                            : "; its contributor's passages together left "
                                                    + bundle.contributorStanding() + "/" + PayRule.WHOLE
                                                    + " of the standing")
                                    + "; together it helped by " + bundle.help()));
        }
        return lines;
    }

    /** A share in 2^-62 as parts per million, rounded half up. */
    static long ppmOf(long share) {
        return BigInteger.valueOf(share)
                .multiply(PPM)
                .add(BigInteger.ONE.shiftLeft(SHARE_BITS - 1))
                .shiftRight(SHARE_BITS)
                .longValueExact();
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
        List<JsonObject> passageJson = passages.stream().map(this::json).toList();
        List<JsonObject> partyJson = parties.stream()
                .map(party -> JsonObject.nested()
                        .put("payee", party.payee())
                        .put("contributor", party.contributor())
                        .put("role", party.role())
                        .put("share", party.share())
                        .put("sharePpm", ppmOf(party.share()))
                        .build())
                .toList();
        return JsonObject.nested()
                .put("receiptId", receiptId)
                .put("model", model)
                .put("answer", answer)
                .put("fee", feeMicros)
                .put("unit", unit)
                .put("dataShare", dataShare)
                .put("weight", weight)
                .put("passages", passageJson)
                .put("parties", partyJson)
                .build();
    }

    private JsonObject json(Passage passage) {
        return JsonObject.nested()
                .put("rowId", passage.rowId())
                .put("contributor", passage.contributor())
                .put("label", passage.label())
                .put("text", passage.text())
                .put("score", passage.score())
                .put("capQ20", passage.cap())
                .put("factor", passage.factor())
                .put("part", passage.part())
                .put("repeatsQuestion", passage.repeatsQuestion())
                .put("eligible", passage.bundles().stream().anyMatch(bundle -> bundle.standing() > 0))
                .put("verdict", verdict(passage))
                .put("sharePpm", ppm(passage.part()))
                .put("micros", micros(passage.part()))
                .put("bundles", passage.bundles().stream().map(Bundle::json).toList())
                .put("credits", passage.credits().stream().map(Credited::json).toList())
                .build();
    }
}
