// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.Bundles;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * One partition's part of each bundle's sum on each query, and under {@value #TOTALS} of the sum of sizes over all rows. Sums of
 * integers: in which partition a row is, and when what was gathered is let go, changes nothing.
 */
final class PartialSums implements Iterator<Tuple2<Integer, long[]>> {
    /** The key of {@code Σ |s̃|}; bundles have theirs from 0. */
    static final int TOTALS = -1;

    /** What a task gathers before it lets go. */
    private static final int LONGS_MAX = 1 << 22;

    private final Iterator<RowScores> rows;
    private final Bundles bundles;
    private final int queries;
    private Iterator<Map.Entry<Integer, long[]>> gathered = Collections.emptyIterator();

    private PartialSums(Iterator<RowScores> rows, Bundles bundles, int queries) {
        this.rows = rows;
        this.bundles = bundles;
        this.queries = queries;
    }

    /** The complete sums by bundle. */
    static JavaPairRDD<Integer, long[]> reduced(JavaRDD<RowScores> rows, Broadcast<DealtRows> dealt, int queries) {
        return rows.mapPartitionsToPair(
                        part -> new PartialSums(part, dealt.value().bundles(), queries))
                .reduceByKey(PartialSums::added);
    }

    /** The complete sums by contributor, from complete sums by bundle: each row is in one bundle of the first lot. */
    static JavaPairRDD<Integer, long[]> byContributor(JavaPairRDD<Integer, long[]> sums, Broadcast<DealtRows> dealt) {
        return sums.filter(sum -> sum._1() != TOTALS && dealt.value().bundles().lot(sum._1()) == 0)
                .mapToPair(sum -> new Tuple2<>(dealt.value().bundles().contributor(sum._1()), sum._2()))
                .reduceByKey(PartialSums::added);
    }

    /** {@code Σ |s̃|} of all rows on each query. */
    static long[] sizes(JavaRDD<RowScores> rows, int queries) {
        return rows.treeAggregate(
                new long[queries],
                (sizes, row) -> {
                    for (int q = 0; q < queries; q++) {
                        sizes[q] = Math.addExact(sizes[q], Math.abs(row.counted(q)));
                    }
                    return sizes;
                },
                PartialSums::added);
    }

    private static long[] added(long[] left, long[] right) {
        long[] sums = new long[left.length];
        for (int q = 0; q < sums.length; q++) {
            sums[q] = Math.addExact(left[q], right[q]);
        }
        return sums;
    }

    @Override
    public boolean hasNext() {
        if (!gathered.hasNext() && rows.hasNext()) {
            gathered = gather();
        }
        return gathered.hasNext();
    }

    @Override
    public Tuple2<Integer, long[]> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<Integer, long[]> entry = gathered.next();
        return new Tuple2<>(entry.getKey(), entry.getValue());
    }

    private Iterator<Map.Entry<Integer, long[]>> gather() {
        Map<Integer, long[]> sums = new HashMap<>();
        long[] totals = sums.computeIfAbsent(TOTALS, key -> new long[queries]);
        while (rows.hasNext() && (long) sums.size() * queries < LONGS_MAX) {
            RowScores row = rows.next();
            for (int q = 0; q < queries; q++) {
                totals[q] = Math.addExact(totals[q], Math.abs(row.counted(q)));
            }
            for (int lot = 0; lot < bundles.lots(); lot++) {
                long[] sum = sums.computeIfAbsent(bundles.bundle(lot, row.number()), key -> new long[queries]);
                for (int q = 0; q < queries; q++) {
                    sum[q] = Math.addExact(sum[q], row.counted(q));
                }
            }
        }
        return sums.entrySet().iterator();
    }
}
