// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayRule;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.Row;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stored scores of one answer with the bundles of its model: what each passage, bundle and contributor weighs, from the numbers that
 * the tables hold.
 */
final class AnswerScores {
    private final Map<OwnedRow, Row> scores = new HashMap<>();
    private final Map<OwnedRow, List<Row>> bundlesOf = new HashMap<>();
    private final PayRule rule;
    private final long limit;

    /**
     * Takes the rows of one epoch.
     *
     * @param scores of one answer
     * @param bundles of the model that gave it
     * @param rule by which the epoch was paid
     */
    AnswerScores(List<Row> scores, List<Row> bundles, PayRule rule) {
        this.rule = rule;
        this.limit = largest(scores);
        for (Row score : scores) {
            this.scores.put(owned(score), score);
        }
        for (Row bundle : bundles) {
            for (OwnedRow row : members(bundle)) {
                bundlesOf.computeIfAbsent(row, ignored -> new ArrayList<>()).add(bundle);
            }
        }
    }

    /**
     * The most that a score counts on the answer, where the rule cuts scores at their mean size: some row's score is at least the mean,
     * is cut to just this, and is stored, since the largest scores are.
     */
    private static long largest(List<Row> scores) {
        return scores.stream()
                .mapToLong(score -> Math.abs(score.number(AttributionTables.SCORE)))
                .max()
                .orElse(0);
    }

    /** What a passage adds to its contributor's weight: score times factor; below 0 if it makes paid bundles worth less. */
    static BigInteger part(Row score) {
        return BigInteger.valueOf(score.number(AttributionTables.SCORE))
                .multiply(BigInteger.valueOf(score.number(AttributionTables.FACTOR)));
    }

    /** What each contributor weighs. */
    SortedMap<String, BigInteger> weights() {
        SortedMap<String, BigInteger> weights = new TreeMap<>();
        for (Row score : scores.values()) {
            weights.merge(score.text(AttributionTables.CONTRIBUTOR), part(score), BigInteger::add);
        }
        return weights;
    }

    /** Whose passage a score is of. */
    static OwnedRow owned(Row score) {
        return new OwnedRow(score.text(AttributionTables.CONTRIBUTOR), score.text(AttributionTables.ROW_ID));
    }

    private static List<OwnedRow> members(Row bundle) {
        String contributor = bundle.text(AttributionTables.CONTRIBUTOR);
        return bundle.texts(AttributionTables.ROW_IDS).stream()
                .map(rowId -> new OwnedRow(contributor, rowId))
                .toList();
    }

    /** The bundles of a passage, lot by lot. */
    List<Explanation.Bundle> bundles(OwnedRow row) {
        return bundlesOf.getOrDefault(row, List.of()).stream()
                .map(this::bundle)
                .sorted((left, right) -> Integer.compare(left.lot(), right.lot()))
                .toList();
    }

    private Explanation.Bundle bundle(Row bundle) {
        List<OwnedRow> rows = members(bundle);
        // All rows of a bundle that is paid on the answer are stored.
        boolean known = scores.keySet().containsAll(rows);
        long sum = 0;
        for (OwnedRow row : known ? rows : List.<OwnedRow>of()) {
            sum += counted(Objects.requireNonNull(scores.get(row), row.rowId()));
        }
        return new Explanation.Bundle(
                bundle.int32(AttributionTables.LOT),
                bundle.int32(AttributionTables.PLACE),
                bundle.texts(AttributionTables.ROW_IDS),
                bundle.int32(AttributionTables.SCALE),
                bundle.number(AttributionTables.NORMALISED),
                bundle.number(AttributionTables.POSITIVE),
                bundle.int32(AttributionTables.STANDING),
                bundle.columns().contains(AttributionTables.CONTRIBUTOR_STANDING)
                        ? bundle.int32(AttributionTables.CONTRIBUTOR_STANDING)
                        : PayRule.WHOLE,
                Math.max(0, sum),
                sum > 0 ? rule.rate(sum, limit) : 1);
    }

    private static long counted(Row score) {
        return score.flag(AttributionTables.NEAR_DUPLICATE) ? 0 : score.number(AttributionTables.SCORE);
    }
}
