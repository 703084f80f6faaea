// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.protocol.record.Share;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * For each answer the largest scores that pay nothing, among the rows offered: by size, equal sizes by row id. The
 * largest of all rows are among the largest of each part, so parts can be dealt anyhow.
 */
final class LargestOthers {

    /** A score that pays nothing. */
    record Other(int answer, RowScores row) {
        long score() {
            return row.capped()[answer];
        }
    }

    private static final Comparator<Other> SMALLEST_FIRST = Comparator.comparingLong(
                    (Other other) -> Math.abs(other.score()))
            .thenComparing(other -> other.row().rowId(), Share.BYTEWISE.reversed());

    private final int perAnswer;
    private final List<PriorityQueue<Other>> kept = new ArrayList<>();

    LargestOthers(int answers, int perAnswer) {
        this.perAnswer = perAnswer;
        for (int answer = 0; answer < answers; answer++) {
            kept.add(new PriorityQueue<>(perAnswer + 1, SMALLEST_FIRST));
        }
    }

    void offer(Other other) {
        PriorityQueue<Other> queue = kept.get(other.answer());
        if (queue.size() == perAnswer && SMALLEST_FIRST.compare(other, queue.peek()) < 0) {
            return;
        }
        queue.add(other);
        if (queue.size() > perAnswer) {
            queue.poll();
        }
    }

    /** Whether an offer of this score could be kept; spares making one. */
    boolean wants(int answer, long score) {
        PriorityQueue<Other> queue = kept.get(answer);
        return queue.size() < perAnswer
                || Math.abs(score) >= Math.abs(queue.peek().score());
    }

    /** Everything kept, in no particular order. */
    List<Other> all() {
        return kept.stream().flatMap(Collection::stream).toList();
    }
}
