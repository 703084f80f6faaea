// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import sun.misc.Signal;

/**
 * SIGTERM and SIGINT as requests to end in good order. A shutdown hook would be too late: Flink removes the running job's working files in
 * hooks of its own, which run beside ours.
 */
final class StopSignal {
    private StopSignal() {}

    /** Runs the action, on a thread of the platform, instead of ending the JVM. */
    static void onTermination(Runnable action) {
        Signal.handle(new Signal("TERM"), signal -> action.run());
        Signal.handle(new Signal("INT"), signal -> action.run());
    }
}
