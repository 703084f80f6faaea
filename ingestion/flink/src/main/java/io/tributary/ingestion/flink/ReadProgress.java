// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How far a running job has read, as its accumulators tell: the last offset of each partition that went into the pipeline. */
final class ReadProgress {
    private static final String PREFIX = "last-offset/";

    private long reported;

    /** Tells the command, through a line on standard error, how many values are through; says nothing twice. */
    void report(Map<String, Long> next, Map<String, Long> wantedNext) {
        long done = 0;
        long all = 0;
        for (Map.Entry<String, Long> want : wantedNext.entrySet()) {
            done += Math.min(next.getOrDefault(want.getKey(), 0L), want.getValue());
            all += want.getValue();
        }
        if (done != reported) {
            reported = done;
            System.err.println("progress: " + done + " of " + all + " values read");
        }
    }

    /** Whether nothing that was wanted is still to be read. */
    static boolean covers(Map<String, Long> next, Map<String, Long> wantedNext) {
        return wantedNext.entrySet().stream().allMatch(want -> next.getOrDefault(want.getKey(), 0L) >= want.getValue());
    }

    /** The accumulator of a partition. */
    static String name(String topic, int partition) {
        return PREFIX + topic + ":" + partition;
    }

    /**
     * What will be read next, by {@code topic:partition}.
     *
     * @param startedAt what the job began with
     * @param accumulators of the running job
     */
    static Map<String, Long> next(Map<String, Long> startedAt, Map<String, Object> accumulators) {
        Map<String, Long> next = new HashMap<>(startedAt);
        accumulators.forEach((name, last) -> {
            if (name.startsWith(PREFIX) && last instanceof Long offset) {
                next.merge(name.substring(PREFIX.length()), offset + 1, Math::max);
            }
        });
        return new TreeMap<>(next);
    }
}
