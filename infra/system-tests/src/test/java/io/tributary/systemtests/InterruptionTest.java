// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** kill -9 anywhere, run again, same hashes. The seed decides who dies, and how long after which line of progress. */
class InterruptionTest {
    private static final int DELAY_MILLIS_MAX = 8_000;
    private static final int POLL_MILLIS = 10;
    private static final int ATTEMPTS = 4;

    /** Who may be killed. */
    private enum Victims {
        /** Broker, engines, members: whatever the demo has started. */
        CHILDREN,
        /** Those, and the demo itself. */
        ALL
    }

    static LongStream fewSeeds() {
        return LongStream.rangeClosed(1, 5);
    }

    static LongStream manySeeds() {
        return LongStream.rangeClosed(101, 120);
    }

    @ParameterizedTest
    @MethodSource("fewSeeds")
    void aDemoWhoseChildWasKilledResumesToTheSameHashes(long seed) {
        killAndResume(seed, Victims.CHILDREN);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void aDemoOfWhichAnyProcessWasKilledResumesToTheSameHashes(long seed) {
        killAndResume(seed, Victims.ALL);
    }

    private static void killAndResume(long seed, Victims victims) {
        SplittableRandom random = new SplittableRandom(seed);
        int lines = Math.toIntExact(SharedDemos.small().outcome().err().lines().count());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // A moment so late that nobody was left to be killed is halved.
            int line = random.nextInt(lines) >> attempt;
            int delayMillis = random.nextInt(DELAY_MILLIS_MAX);
            Path home = DemoRun.newHome("killed-" + seed);
            try (RunningCommand running =
                    DemoRun.command(home, 1, DemoRun.Size.SMALL).start()) {
                Optional<String> victim = kill(running, home, random, line, delayMillis, victims);
                Outcome interrupted = running.await();
                if (victim.isPresent()) {
                    String story = "seed " + seed + ": killed " + victim.get() + ", " + delayMillis + " ms after line "
                            + line + " of " + lines;
                    expectEndedWell(story, home, interrupted, victims);
                    expectResumed(story, home, interrupted);
                    DemoRun.delete(home);
                    return;
                }
            }
        }
        throw new AssertionError("seed " + seed + ": there was never a process to kill");
    }

    /** Waits for the moment and kills one process; empty if none was left at that moment. */
    private static Optional<String> kill(
            RunningCommand running, Path home, SplittableRandom random, int line, int delayMillis, Victims victims) {
        while (running.handle().isAlive() && running.errorLines() < line) {
            pause(POLL_MILLIS);
        }
        pause(delayMillis);
        while (running.handle().isAlive()) {
            Map<ProcessHandle, String> candidates = children(running, home);
            List<ProcessHandle> bystanders = List.copyOf(candidates.keySet());
            if (victims == Victims.ALL) {
                candidates.put(running.handle(), "the demo itself");
            }
            if (!candidates.isEmpty()) {
                ProcessHandle victim = List.copyOf(candidates.keySet()).get(random.nextInt(candidates.size()));
                if (victim.destroyForcibly()) {
                    RunningCommand.awaitEnd(List.of(victim));
                    if (victim.equals(running.handle())) {
                        RunningCommand.awaitEnd(bystanders);
                    }
                    return Optional.of(candidates.get(victim) + " (process " + victim.pid() + ")");
                }
            }
            pause(POLL_MILLIS);
        }
        return Optional.empty();
    }

    /** What the demo has started, by the names under which it leaves their process ids in the home folder. */
    private static Map<ProcessHandle, String> children(RunningCommand running, Path home) {
        Map<ProcessHandle, String> children = new LinkedHashMap<>();
        for (ProcessHandle child : running.descendants()) {
            try (Stream<Path> files = Files.list(home.resolve("run"))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".pid"))
                        .sorted()
                        .toList()) {
                    if (Files.readString(file).strip().equals(Long.toString(child.pid()))) {
                        children.put(child, file.getFileName().toString().replace(".pid", ""));
                    }
                }
            } catch (IOException | UncheckedIOException e) {
                // No folder yet, or another child has just ended and taken its file away.
            }
        }
        return children;
    }

    private static void expectEndedWell(String story, Path home, Outcome interrupted, Victims victims) {
        boolean killedItself = victims == Victims.ALL && interrupted.exitCode() > 128;
        if (interrupted.exitCode() == 0) {
            assertThat(DemoRun.of(home, interrupted).hashes())
                    .as(story)
                    .isEqualTo(SharedDemos.small().hashes());
        } else if (!killedItself) {
            assertThat(interrupted.exitCode())
                    .as("%s; %s", story, interrupted.describe())
                    .isEqualTo(3);
            interrupted.expectSentence(3);
        }
    }

    private static void expectResumed(String story, Path home, Outcome interrupted) {
        Outcome resumed =
                DemoRun.command(home, 1, DemoRun.Size.SMALL, "--resume").run();
        assertThat(resumed.exitCode())
                .as("%s\nINTERRUPTED %s\nRESUMED %s", story, interrupted.describe(), resumed.describe())
                .isZero();
        assertThat(DemoRun.of(home, resumed).hashes())
                .as("%s\nRESUMED %s", story, resumed.describe())
                .isEqualTo(SharedDemos.small().hashes());
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the kill", e);
        }
    }
}
