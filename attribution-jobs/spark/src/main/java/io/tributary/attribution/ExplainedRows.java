// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.attribution.LargestOthers.Other;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** One partition's rows of {@link ScoredRows}: each training row's standing and paid scores, then the largest of the others. */
final class ExplainedRows implements Iterator<Row> {

    /**
     * What every task needs to know.
     *
     * @param exponents of the answers' queries
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Terms(
            long epoch,
            String modelId,
            List<String> receiptIds,
            int[] exponents,
            DealtRows dealt,
            JudgedBundles judged,
            PaidAnswers paid)
            implements Serializable {}

    private final Iterator<RowScores> scored;
    private final Terms terms;
    private final int weightBits;
    private final LargestOthers others;
    private Iterator<Row> ready = Collections.emptyIterator();
    private boolean othersAreOut;

    ExplainedRows(Iterator<RowScores> scored, Terms terms) {
        this.scored = scored;
        this.terms = terms;
        this.weightBits = terms.dealt().payRule().weightBits();
        this.others = new LargestOthers(terms.receiptIds().size(), ScoredRows.OTHERS_PER_ANSWER);
    }

    @Override
    public boolean hasNext() {
        while (!ready.hasNext() && scored.hasNext()) {
            ready = rows(scored.next());
        }
        if (!ready.hasNext() && !othersAreOut) {
            othersAreOut = true;
            ready = others.all().stream().map(this::other).iterator();
        }
        return ready.hasNext();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.next();
    }

    private Iterator<Row> rows(RowScores row) {
        List<Row> rows = new ArrayList<>();
        rows.add(standing(row));
        long[] factors =
                terms.paid().factors(terms.dealt().bundles(), terms.judged().standings(), row.number());
        for (int q = 0; q < factors.length; q++) {
            if (factors[q] > 0) {
                rows.add(paid(row, q, row.blanks().get(q) ? 0 : factors[q]));
            } else if (others.wants(q, row.capped()[q])) {
                others.offer(new Other(q, row));
            }
        }
        return rows.iterator();
    }

    private Row standing(RowScores row) {
        return RowFactory.create(
                ScoredRows.KIND_STANDING,
                terms.epoch(),
                terms.modelId(),
                "",
                row.rowId(),
                row.contributor(),
                0L,
                0,
                0L,
                terms.judged().netSign(terms.dealt(), row.number()),
                terms.judged().eligible(terms.dealt(), row.number()),
                0L,
                false);
    }

    private Row paid(RowScores row, int q, long factor) {
        long weight = BigInteger.valueOf(row.capped()[q])
                .multiply(BigInteger.valueOf(factor))
                .shiftRight(weightBits)
                .longValueExact();
        return score(ScoredRows.KIND_PAID, row, q, weight, factor);
    }

    private Row other(Other other) {
        return score(ScoredRows.KIND_OTHER, other.row(), other.answer(), 0, 0);
    }

    private Row score(int kind, RowScores row, int q, long weight, long factor) {
        return RowFactory.create(
                kind,
                terms.epoch(),
                terms.modelId(),
                terms.receiptIds().get(q),
                row.rowId(),
                row.contributor(),
                row.capped()[q],
                terms.exponents()[q],
                weight,
                terms.judged().netSign(terms.dealt(), row.number()),
                terms.judged().eligible(terms.dealt(), row.number()),
                factor,
                row.blanks().get(q));
    }
}
