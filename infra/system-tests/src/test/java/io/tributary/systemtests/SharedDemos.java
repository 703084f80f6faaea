// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Demos that several tests look at; each is run once, when the first test asks for it. */
final class SharedDemos {
    /** Who changes {@link #playground()} locks this: test classes run beside each other. */
    static final String PLAYGROUND = "playground";

    private static final FutureTask<DemoRun> REFERENCE = new FutureTask<>(() -> run(1, DemoRun.Size.FULL));
    private static final FutureTask<List<DemoRun>> SIDE_BY_SIDE = new FutureTask<>(SharedDemos::runSideBySide);

    private SharedDemos() {}

    /** The whole demo with seed 1. Tests leave it as it is. */
    static DemoRun reference() {
        return once(REFERENCE);
    }

    /** A small demo with seed 1. Tests leave it as it is. */
    static DemoRun small() {
        return once(SIDE_BY_SIDE).get(0);
    }

    /**
     * A small demo with seed 2 that ran at the same time as {@link #small()}. Tests may do to it what leaves its first epoch
     * as it is.
     */
    static DemoRun playground() {
        return once(SIDE_BY_SIDE).get(1);
    }

    private static DemoRun run(long seed, DemoRun.Size size) {
        Path home = DemoRun.newHome("seed-" + seed);
        return DemoRun.of(home, DemoRun.command(home, seed, size).run());
    }

    private static List<DemoRun> runSideBySide() {
        Path first = DemoRun.newHome("small-1");
        Path second = DemoRun.newHome("small-2");
        try (RunningCommand one = DemoRun.command(first, 1, DemoRun.Size.SMALL).start();
                RunningCommand two =
                        DemoRun.command(second, 2, DemoRun.Size.SMALL).start()) {
            return List.of(DemoRun.of(first, one.await()), DemoRun.of(second, two.await()));
        }
    }

    private static <T> T once(FutureTask<T> demo) {
        demo.run();
        try {
            return demo.get();
        } catch (ExecutionException e) {
            throw new AssertionError(
                    "a demo that other tests build upon failed: " + e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a demo", e);
        }
    }
}
