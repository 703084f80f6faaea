// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.tables.DatanetTables;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Which keys are held at all and which more than once, in a few bits a key and perhaps with more keys than are. Most keys of most records
 * are held by nobody else: who asks here first moves and sorts only the others. It errs on one side, so that no answer depends on it.
 */
final class KeySketch implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Of a million records' keys one in thirteen looks held though it is not. */
    private static final int SLOTS_LOG_MAX = 28;

    private static final int SLOTS_LOG_MIN = 10;
    private static final int SLOTS_PER_KEY_LOG = 5;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long SILVER = 0xC2B2AE3D27D4EB4FL;

    private final int slotsLog;
    private final long[] held;
    private final long[] shared;

    /**
     * Of nothing.
     *
     * @param keys how many are to come, about
     */
    KeySketch(long keys) {
        int log = Long.SIZE - Long.numberOfLeadingZeros(keys) + SLOTS_PER_KEY_LOG;
        slotsLog = Math.max(SLOTS_LOG_MIN, Math.min(SLOTS_LOG_MAX, log));
        held = new long[1 << (slotsLog - 6)];
        shared = new long[held.length];
    }

    /**
     * Of all keys of some rows.
     *
     * @param words one binary column of 64-bit words, see {@link DatanetTables#KEYS}
     * @param keys how many words there are in all, about
     */
    static KeySketch of(Dataset<Row> words, long keys) {
        JavaRDD<Row> rows =
                words.javaRDD().coalesce(words.sparkSession().sparkContext().defaultParallelism());
        if (keys == 0 || rows.getNumPartitions() == 0) {
            return new KeySketch(0);
        }
        FlatMapFunction<java.util.Iterator<Row>, KeySketch> sketch = partition -> {
            KeySketch made = new KeySketch(keys);
            while (partition.hasNext()) {
                for (long key : Words.of(partition.next().getAs(0))) {
                    made.add(key);
                }
            }
            return List.of(made).iterator();
        };
        return rows.mapPartitions(sketch).treeReduce(KeySketch::plus);
    }

    void add(long key) {
        mark(first(key));
        mark(second(key));
    }

    private void mark(int slot) {
        long bit = 1L << slot;
        shared[slot >>> 6] |= held[slot >>> 6] & bit;
        held[slot >>> 6] |= bit;
    }

    /** Both together; takes the other up into this one. */
    KeySketch plus(KeySketch other) {
        for (int at = 0; at < held.length; at++) {
            shared[at] |= other.shared[at] | held[at] & other.held[at];
            held[at] |= other.held[at];
        }
        return this;
    }

    /** Whether the key was added, or looks so. */
    boolean isHeld(long key) {
        return isSet(held, first(key)) && isSet(held, second(key));
    }

    /**
     * Whether one of the keys was added, or looks so.
     *
     * @param words as in a column {@link DatanetTables#KEYS}
     */
    boolean holdsAny(byte[] words) {
        for (int place = 0; place < words.length / Long.BYTES; place++) {
            if (isHeld(Words.at(words, place))) {
                return true;
            }
        }
        return false;
    }

    /** Whether the key was added more than once, or looks so. */
    boolean isShared(long key) {
        return isSet(shared, first(key)) && isSet(shared, second(key));
    }

    private static boolean isSet(long[] bits, int slot) {
        return (bits[slot >>> 6] >>> slot & 1) == 1;
    }

    private int first(long key) {
        return (int) (key * GOLDEN >>> (Long.SIZE - slotsLog));
    }

    /** Another slot than the first, as a rule: two keys hardly ever have both in common. */
    private int second(long key) {
        return (int) ((key ^ key >>> 31) * SILVER >>> (Long.SIZE - slotsLog));
    }
}
