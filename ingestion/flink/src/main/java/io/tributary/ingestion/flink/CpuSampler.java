// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import com.sun.management.OperatingSystemMXBean;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Where the CPU time of this process goes, by kind of thread and in the course of time; what no Java thread has used is the compiler's and
 * the collector's.
 */
final class CpuSampler {
    private static final Duration PERIOD = Duration.ofMillis(200);
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> nanosOfThread = new HashMap<>();
    private final Map<Long, String> nameOfThread = new HashMap<>();
    private final List<JsonObject> course = new ArrayList<>();

    private CpuSampler() {}

    /** Begins to sample on a thread that does not keep the process alive. */
    static CpuSampler start() {
        CpuSampler sampler = new CpuSampler();
        Thread thread = new Thread(sampler::sampleForEver, "cpu-sampler");
        thread.setDaemon(true);
        thread.start();
        return sampler;
    }

    private void sampleForEver() {
        while (true) {
            sample();
            LockSupport.parkNanos(PERIOD.toNanos());
        }
    }

    private synchronized void sample() {
        course.add(JsonObject.nested()
                .put("atMillis", System.currentTimeMillis())
                .put("cpuMillis", processMillis())
                .build());
        for (long id : threads.getAllThreadIds()) {
            long nanos = threads.getThreadCpuTime(id);
            if (nanos >= 0) {
                nanosOfThread.merge(id, nanos, Math::max);
                nameOfThread.computeIfAbsent(id, this::kind);
            }
        }
    }

    /** Threads of one kind differ by a number. */
    private String kind(long id) {
        ThreadInfo info = threads.getThreadInfo(id);
        String name = info == null ? "" : info.getThreadName();
        return name.replaceFirst(" ?\\([0-9]+/[0-9]+\\)#[0-9]+.*", "").replaceFirst("[-# ]?[0-9]+$", "");
    }

    private static long processMillis() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / NANOS_PER_MILLI;
    }

    /** Writes total, parts and course in CPU milliseconds. */
    synchronized void write(Path file) {
        sample();
        long total = processMillis();
        Map<String, Long> parts = new TreeMap<>();
        nanosOfThread.forEach(
                (id, nanos) -> parts.merge(nameOfThread.getOrDefault(id, ""), nanos / NANOS_PER_MILLI, Long::sum));
        long known = parts.values().stream().mapToLong(Long::longValue).sum();
        parts.put("compiler and collector", Math.max(0, total - known));
        List<JsonObject> json = new ArrayList<>();
        parts.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Long> part) -> -part.getValue()))
                .forEach(part -> json.add(JsonObject.nested()
                        .put("part", part.getKey())
                        .put("millis", part.getValue())
                        .build()));
        try {
            Files.write(
                    file,
                    JsonObject.typed("tributary/cpu/v1")
                            .put("millis", total)
                            .put("parts", json)
                            .put("course", course)
                            .build()
                            .bytes());
        } catch (IOException e) {
            throw new UnavailableException("can't write " + file + ": " + e.getMessage(), e);
        }
    }
}
