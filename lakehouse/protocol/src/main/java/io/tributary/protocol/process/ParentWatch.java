// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.process;

import java.io.IOException;
import java.io.InputStream;

/**
 * Ties a child JVM to the process that started it: the parent keeps the write end of the child's standard input open, so end of file
 * means that the parent is gone, however it went.
 */
public final class ParentWatch {
    /** Exit code of a child whose parent went away; as a shell reports SIGTERM. */
    public static final int EXIT_CODE = 143;

    private ParentWatch() {}

    /** Halts this JVM, without shutdown hooks, when standard input ends. */
    public static void start() {
        onParentGone(() -> Runtime.getRuntime().halt(EXIT_CODE));
    }

    /** Runs the action, in a thread of its own, when standard input ends. */
    public static void onParentGone(Runnable action) {
        InputStream input = System.in;
        Thread thread = new Thread(
                () -> {
                    awaitEnd(input);
                    action.run();
                },
                "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private static void awaitEnd(InputStream input) {
        byte[] ignored = new byte[64];
        try {
            while (input.read(ignored) >= 0) {
                // whatever the parent says means only that it lives
            }
        } catch (IOException e) {
            // a broken pipe is the end as well
        }
    }
}
