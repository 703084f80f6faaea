// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that outlive their starter, with programs that every machine has. */
class DaemonTest {
    private static final List<String> STUBBORN =
            List.of("sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done");

    @TempDir
    private Path folder;

    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(ProcessHandle::destroyForcibly);
        started.forEach(process -> process.onExit().join());
    }

    @Test
    void aProcessIsStartedOnceAndFoundAgain() {
        Daemon daemon = daemon("sleep", "1000");
        start(daemon);
        long first = daemon.running().orElseThrow().pid();
        start(daemon);
        assertThat(daemon.running().orElseThrow().pid()).isEqualTo(first);
        daemon.requireRunning();
    }

    @Test
    void anIdThatNowBelongsToAnotherProcessIsNotTakenForIt() throws IOException {
        Daemon daemon = daemon("sleep", "1000");
        start(daemon);
        String[] saved = Files.readString(daemon.processFile()).strip().split(" ");
        long earlier = Long.parseLong(saved[1]) - Duration.ofMinutes(10).toMillis();
        Files.writeString(daemon.processFile(), saved[0] + " " + earlier + "\n");
        assertThat(daemon.running()).isEmpty();
        assertThat(ProcessHandle.of(Long.parseLong(saved[0])).orElseThrow().isAlive())
                .isTrue();
    }

    @Test
    void aProcessThatEndedIsReportedWithTheLineThatSaysWhy() throws Exception {
        Daemon daemon = daemon("sh", "-c", "echo 'panic: no key'; echo 'goroutine 1'; exit 2");
        start(daemon);
        Patience.until(
                "its end",
                Duration.ofSeconds(30),
                () -> daemon.running().map(process -> "process " + process.pid() + " lives"));
        assertThatThrownBy(daemon::requireRunning)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("north has ended: panic: no key");
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Daemon daemon = new Daemon(
                    "north",
                    taken.getLocalPort(),
                    List.of("sleep", "1000"),
                    Map.of(),
                    folder.resolve("north.log"),
                    folder.resolve("north.pid"));
            assertThatThrownBy(daemon::start)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("port " + taken.getLocalPort());
            assertThat(daemon.processFile()).doesNotExist();
        }
    }

    @Test
    void downAsksFirstAndThenInsists() throws Exception {
        NetworkFolder network = new NetworkFolder(folder.resolve("network"));
        network.create();
        NetworkPlan plan = NetworkPlan.ofFile(network.plan(), List.of("north", "south", "west"));
        Daemons daemons = new Daemons(network, plan);
        Daemon stubborn = new Daemon(
                "north", plan.peer("north"), STUBBORN, Map.of(), network.log("north"), daemons.processFile("north"));
        Daemon polite = new Daemon(
                "south",
                plan.peer("south"),
                List.of("sleep", "1000"),
                Map.of(),
                network.log("south"),
                daemons.processFile("south"));
        start(stubborn);
        start(polite);
        Patience.until(
                "the trap being set",
                Duration.ofSeconds(30),
                () -> LogTail.lines(stubborn.log(), 1).stream().anyMatch("ready"::equals)
                        ? Optional.empty()
                        : Optional.of("not yet"));
        assertThat(FabricNetwork.in(network.root()).down(Duration.ofMillis(500)))
                .containsExactly("north");
        assertThat(started).noneMatch(ProcessHandle::isAlive);
        assertThat(FabricNetwork.in(network.root()).down(Duration.ofMillis(500)))
                .isEmpty();
    }

    private Daemon daemon(String... command) {
        return new Daemon(
                "north", 1, List.of(command), Map.of(), folder.resolve("north.log"), folder.resolve("north.pid"));
    }

    private void start(Daemon daemon) {
        daemon.start();
        daemon.running().ifPresent(started::add);
    }
}
