// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 anywhere, run again, same hashes. The seed decides who dies, and how long after which line of progress. */
@Order(1)
class InterruptionTest {
    private static final int DELAY_MILLIS_MAX = 8_000;
    private static final int POLL_MILLIS = 10;
    private static final int ATTEMPTS = 4;
    private static final int FIFTHS = 5;
    private static final int FIRST_LINES = 8;
    /** Exit statuses above this say which signal ended the process. */
    private static final int SIGNALS = 128;

    /** Who may be killed. */
    private enum Victims {
        /** Broker, engines, members: whatever the demo has started. */
        CHILDREN,
        /** Those, and the demo itself. */
        ALL
    }

    static LongStream manySeeds() {
        return LongStream.rangeClosed(101, 120);
    }

    /**
     * One demo, killed once in each fifth of its way; each time somebody else may be hit, and each time it goes on in what
     * the kills before have left. It starts by deleting what a killed demo of another seed left in the folder.
     */
    @ParameterizedTest
    @ValueSource(longs = 1)
    void aDemoThatIsKilledFiveTimesOnItsWayEndsWithTheSameHashes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Path home = DemoRun.newHome("killed-" + seed);
        List<String> kills = new ArrayList<>();
        interrupt(DemoRun.command(home, 2, DemoRun.Size.SMALL), home, random, FIRST_LINES, kills);
        for (int fifth = 0; fifth < FIFTHS; fifth++) {
            int line = (fifth * lines() + random.nextInt(lines())) / FIFTHS;
            String how = fifth == 0 ? "--clean" : "--resume";
            interrupt(DemoRun.command(home, 1, DemoRun.Size.SMALL, how), home, random, line, kills);
        }
        assertThat(kills).as("kills with seed %d", seed).hasSizeGreaterThan(FIFTHS / 2);
        expectResumed("seed " + seed + ": " + String.join("; ", kills), home);
        DemoRun.delete(home);
    }

    /** Starts a command, kills somebody some time after a line of its progress, and checks how the command takes it. */
    private static void interrupt(Command command, Path home, SplittableRandom random, int line, List<String> kills) {
        int delayMillis = random.nextInt(DELAY_MILLIS_MAX);
        try (RunningCommand running = command.start()) {
            kill(running, home, random, line, delayMillis, Victims.CHILDREN)
                    .ifPresent(victim -> kills.add("killed " + victim + ", " + delayMillis + " ms after line " + line));
            expectEndedWell(String.join("; ", kills), running.await());
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("manySeeds")
    void aDemoOfWhichAnyProcessWasKilledResumesToTheSameHashes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            // A moment so late that nobody was left to be killed is halved.
            int line = random.nextInt(lines()) >> attempt;
            int delayMillis = random.nextInt(DELAY_MILLIS_MAX);
            Path home = DemoRun.newHome("killed-" + seed);
            try (RunningCommand running =
                    DemoRun.command(home, 1, DemoRun.Size.SMALL).start()) {
                Optional<String> victim = kill(running, home, random, line, delayMillis, Victims.ALL);
                Outcome interrupted = running.await();
                if (victim.isPresent()) {
                    String story =
                            "seed " + seed + ": killed " + victim.get() + ", " + delayMillis + " ms after line " + line;
                    expectEndedWell(story, interrupted);
                    expectResumed(story, home);
                    DemoRun.delete(home);
                    return;
                }
            }
        }
        throw new AssertionError("seed " + seed + ": there was never a process to kill");
    }

    /** How many lines of progress the undisturbed demo has. */
    private static int lines() {
        return Math.toIntExact(SharedDemos.small().outcome().err().lines().count());
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

    /** A demo that lost a child may still end well, or says so in one sentence; one that was killed says nothing. */
    private static void expectEndedWell(String story, Outcome interrupted) {
        boolean killedItself = interrupted.exitCode() > SIGNALS;
        if (!killedItself && interrupted.exitCode() != 0) {
            assertThat(interrupted.exitCode())
                    .as("%s; %s", story, interrupted.describe())
                    .isEqualTo(3);
            interrupted.expectSentence(3);
        }
    }

    private static void expectResumed(String story, Path home) {
        Outcome resumed =
                DemoRun.command(home, 1, DemoRun.Size.SMALL, "--resume").run();
        assertThat(resumed.exitCode()).as("%s; %s", story, resumed.describe()).isZero();
        assertThat(DemoRun.of(home, resumed).hashes())
                .as("%s; %s", story, resumed.describe())
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
