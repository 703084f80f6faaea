// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import io.tributary.protocol.process.ParentWatch;

/** What the tests start as a child: the first argument says how it behaves. */
public final class ChildMain {
    private ChildMain() {}

    /** {@code fail CODE SENTENCE}, {@code work} or {@code wait}. */
    public static void main(String[] arguments) throws InterruptedException {
        switch (arguments[0]) {
            case "fail":
                System.err.println("progress: about to fail");
                System.err.println("a line of the log");
                System.err.println("error: " + arguments[2]);
                System.exit(Integer.parseInt(arguments[1]));
                break;
            case "work":
                System.err.println("progress: half done");
                System.out.println("a result");
                break;
            default:
                ParentWatch.start();
                System.out.println("ready");
                Thread.currentThread().join();
        }
    }
}
