// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.demo;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.protocol.canonical.JsonObject;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Announces the stages of the path, times them and prints what each found. */
final class Stages {
    private final Terminal terminal;
    private final int count;
    private final long start = System.nanoTime();
    private final Map<String, Long> millis = new LinkedHashMap<>();

    Stages(Terminal terminal, int count) {
        this.terminal = terminal;
        this.count = count;
    }

    /** One stage. */
    @FunctionalInterface
    interface Stage {
        Report run() throws Exception;
    }

    /** Runs a stage; its name is a key of the final report. */
    Report run(String name, String title, Stage stage) throws Exception {
        terminal.progress(String.format(Locale.ROOT, "[%2d/%d] %s", millis.size() + 1, count, title));
        long from = System.nanoTime();
        Report report = stage.run();
        long took = (System.nanoTime() - from) / 1_000_000;
        millis.put(name, took);
        for (String line : report.lines()) {
            terminal.progress("        " + line);
        }
        terminal.progress("        " + seconds(took) + " s");
        return report;
    }

    /** Seconds of every stage and of all together. */
    JsonObject seconds() {
        JsonObject.Builder builder = JsonObject.nested();
        millis.forEach((name, took) -> builder.put(name, seconds(took)));
        return builder.put("total", seconds((System.nanoTime() - start) / 1_000_000))
                .build();
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%d.%d", millis / 1000, millis / 100 % 10);
    }
}
