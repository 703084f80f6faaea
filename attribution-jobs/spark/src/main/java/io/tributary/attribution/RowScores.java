// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.BlockScorer;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.ScaleCap;
import io.tributary.influence.ScoreLimits;
import io.tributary.influence.Weights;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One row's capped scores on a block of queries, cut where the rule limits what a row may count.
 *
 * @param number of the row
 * @param blanks queries on which the score counts for nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record RowScores(int number, String rowId, String contributor, long[] capped, BitSet blanks) implements Serializable {

    /** Scores rows; none is blank. */
    static List<RowScores> of(
            BlockScorer scorer, List<ModelRow> rows, Weights weights, QueryBlock queries, DealtRows dealt) {
        long[] raw = scorer.score(VerifiedModel.block(rows, weights), queries);
        int count = queries.queries();
        List<RowScores> scores = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            ModelRow row = rows.get(i);
            long[] capped = new long[count];
            for (int q = 0; q < count; q++) {
                capped[q] = ScaleCap.apply(BlockScorer.stored(raw[i * count + q]), row.cap());
            }
            scores.add(new RowScores(dealt.number(row.owned()), row.rowId(), row.contributor(), capped, new BitSet()));
        }
        return scores;
    }

    /** The same with other blanks. */
    RowScores blanked(BitSet queries) {
        return new RowScores(number, rowId, contributor, capped, queries);
    }

    /** The same with every score cut to what a row may count. */
    RowScores within(ScoreLimits limits) {
        long[] cut = new long[capped.length];
        for (int q = 0; q < cut.length; q++) {
            cut[q] = limits.cut(q, capped[q]);
        }
        return new RowScores(number, rowId, contributor, cut, blanks);
    }

    /** What counts of the score on a query. */
    long counted(int query) {
        return blanks.get(query) ? 0 : capped[query];
    }
}
