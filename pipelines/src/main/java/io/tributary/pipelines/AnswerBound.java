// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import scala.reflect.ClassTag$;

/**
 * How much of an answer may be gathered in memory. It is counted where rows come into being, in Spark's tasks, before the next one is
 * kept: a few rows of hundreds of megabytes end the statement as well as millions of short ones do, and not the process.
 *
 * @param rows most rows
 * @param bytes most bytes, as Spark keeps rows
 */
public record AnswerBound(long rows, long bytes) implements Serializable {
    private static final long serialVersionUID = 1;

    /** Of the answers that this process works on. */
    private static final Map<String, Tally> TALLIES = new ConcurrentHashMap<>();

    /** The executors of a cluster are not told when an answer is complete. */
    private static final int TALLIES_MAX = 1_000;

    private static final AtomicLong COUNT = new AtomicLong();
    private static final String PART = "";

    /** Checks that something may be answered. */
    public AnswerBound {
        if (rows < 1 || bytes < 1) {
            throw new IllegalArgumentException("bound is " + rows + " rows and " + bytes + " bytes, want at least one");
        }
    }

    /** What there is too much of. */
    public enum Excess {
        /** Rows. */
        ROWS,
        /** Bytes. */
        BYTES;

        private String sign() {
            return "the answer passed its bound of " + this + ".";
        }

        /** What a failure of Spark tells there is too much of; empty if it is another failure. A task's failure comes as text. */
        public static Optional<Excess> of(Throwable failure) {
            String message = String.valueOf(failure.getMessage());
            for (Excess what : values()) {
                if (message.contains(what.sign())) {
                    return Optional.of(what);
                }
            }
            return Optional.empty();
        }
    }

    /**
     * Runs the statement on all cores and gathers its rows, in their order.
     *
     * @return the rows; each is valid until the next
     */
    public scala.collection.Iterator<InternalRow> gather(Dataset<Row> rows) {
        String name = "answer-" + COUNT.incrementAndGet();
        try {
            return counted(rows, name)
                    .queryExecution()
                    .executedPlan()
                    .executeCollectIterator()
                    ._2();
        } finally {
            TALLIES.remove(name);
        }
    }

    /** The same rows, whose every single partition keeps within the bound, for who takes one partition after the other. */
    Dataset<Row> inParts(Dataset<Row> rows) {
        return counted(rows, PART);
    }

    private Dataset<Row> counted(Dataset<Row> rows, String name) {
        JavaRDD<InternalRow> all =
                JavaRDD.fromRDD(rows.queryExecution().toRdd(), ClassTag$.MODULE$.<InternalRow>apply(InternalRow.class));
        return ((SparkSession) rows.sparkSession())
                .internalCreateDataFrame(
                        all.mapPartitions(new Counting(this, name)).rdd(), rows.schema(), false);
    }

    private static Tally tally(String name) {
        if (name.equals(PART)) {
            return new Tally();
        }
        if (TALLIES.size() > TALLIES_MAX) {
            TALLIES.clear();
        }
        return TALLIES.computeIfAbsent(name, missing -> new Tally());
    }

    /** What the tasks of this process have given to an answer. */
    private static final class Tally {
        private final AtomicLong rows = new AtomicLong();
        private final AtomicLong bytes = new AtomicLong();
    }

    private record Counting(AnswerBound bound, String name)
            implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {
        private static final long serialVersionUID = 1;

        @Override
        public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
            Tally tally = tally(name);
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public InternalRow next() {
                    InternalRow row = rows.next();
                    require(Excess.ROWS, tally.rows.incrementAndGet() <= bound.rows());
                    int size = row instanceof UnsafeRow binary ? binary.getSizeInBytes() : 0;
                    require(Excess.BYTES, tally.bytes.addAndGet(size) <= bound.bytes());
                    return row;
                }
            };
        }

        private static void require(Excess what, boolean within) {
            if (!within) {
                throw new IllegalStateException(what.sign());
            }
        }
    }
}
