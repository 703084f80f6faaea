// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds what a run has left running on this machine, by the marker in the environment of its processes or, of programs that an
 * engine was given, in their command line.
 */
public final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** Whether this system lets us look. */
    public static boolean visible() {
        return Files.isReadable(PROC.resolve("self/environ"));
    }

    /** The processes of a run; empty also where {@link #visible()} is false. */
    public static List<ProcessHandle> ofRun(String marker) {
        if (!visible()) {
            return List.of();
        }
        String variable = "TRIBUTARY_RUN=" + marker + "\0";
        return ProcessHandle.allProcesses()
                .filter(process -> read(process.pid(), "environ").contains("\0" + variable)
                        || read(process.pid(), "cmdline").contains("." + variable)
                        || read(process.pid(), "cmdline").contains("\0" + variable))
                .toList();
    }

    private static String read(long process, String what) {
        try {
            byte[] bytes =
                    Files.readAllBytes(PROC.resolve(Long.toString(process)).resolve(what));
            return "\0" + new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It has ended meanwhile, or is somebody else's.
            return "";
        }
    }
}
