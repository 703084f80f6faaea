// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.protocol.canonical.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a job does once it is warm: between the first commit by which a third of the rows are in, and the last commit. Start-up, the
 * compiler's first work and the end of the process lie outside; checkpoints and commits lie within.
 *
 * @param records how many were taken in meanwhile, repeated ones among them
 * @param millis how long it took
 * @param cpuMillis what it cost
 */
record IngestPace(long records, long millis, long cpuMillis) {
    private static final int WARM_UP_PARTS = 3;

    /** One commit of rows: when, and how many. */
    record Commit(long atMillis, long rows) {}

    /**
     * The pace of a run; empty if it was over after too few commits.
     *
     * @param commits in order
     * @param course samples of {@code atMillis} and {@code cpuMillis}, in order
     * @param records what the whole run took in
     */
    static Optional<IngestPace> of(List<Commit> commits, List<JsonObject> course, long records) {
        long all = commits.stream().mapToLong(Commit::rows).sum();
        List<Commit> warm = new ArrayList<>();
        long rowsBefore = 0;
        for (Commit commit : commits) {
            rowsBefore += warm.isEmpty() ? commit.rows() : 0;
            if (rowsBefore * WARM_UP_PARTS >= all) {
                warm.add(commit);
            }
        }
        if (warm.size() < 2 || course.isEmpty()) {
            return Optional.empty();
        }
        long from = warm.get(0).atMillis();
        long to = warm.get(warm.size() - 1).atMillis();
        long taken = Math.round((double) (all - rowsBefore) / all * records);
        return to > from
                ? Optional.of(new IngestPace(taken, to - from, cpuMillisAt(to, course) - cpuMillisAt(from, course)))
                : Optional.empty();
    }

    /** CPU time by a moment, on the line between the samples around it. */
    private static long cpuMillisAt(long atMillis, List<JsonObject> course) {
        JsonObject before = course.get(0);
        for (JsonObject sample : course) {
            if (sample.integer("atMillis") >= atMillis) {
                long gap = sample.integer("atMillis") - before.integer("atMillis");
                long used = sample.integer("cpuMillis") - before.integer("cpuMillis");
                return gap == 0
                        ? sample.integer("cpuMillis")
                        : before.integer("cpuMillis") + used * (atMillis - before.integer("atMillis")) / gap;
            }
            before = sample;
        }
        return before.integer("cpuMillis");
    }

    /** Records in a second. */
    double recordsPerSecond() {
        return records * 1e3 / millis;
    }

    /** CPU seconds of a million records. */
    double cpuSecondsPerMillion() {
        return cpuMillis * 1e3 / records;
    }
}
