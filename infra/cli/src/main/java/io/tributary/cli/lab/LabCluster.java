// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.lab;

import io.tributary.cli.Workspace;
import io.tributary.cli.process.ChildJvm;
import io.tributary.cli.process.EngineModule;
import io.tributary.cli.process.Engines;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A Flink session cluster on this machine, JobManager and TaskManager a process each. Whatever of it has died is started again when it is
 * needed next, as an operator's supervisor would.
 */
public final class LabCluster implements AutoCloseable {
    private static final String MAIN = "io.tributary.ingestion.flink.ClusterProcess";
    private static final Pattern HAS_TASK_MANAGER = Pattern.compile("\"taskmanagers\"\\s*:\\s*[1-9]");
    private static final Duration READY_MAX = Duration.ofMinutes(4);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Workspace workspace;
    private final Path folder;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private Optional<ChildJvm> jobManager = Optional.empty();
    private Optional<ChildJvm> taskManager = Optional.empty();
    private int restPort;

    /** Keeps its files in the home folder of this workspace. */
    public LabCluster(Workspace workspace) {
        this.workspace = workspace;
        this.folder = workspace.home().run().resolve("lab-cluster");
    }

    /** {@code host:port} of the REST server of a cluster that is ready; starts what does not run. */
    String ready() throws InterruptedException {
        if (jobManager.filter(ChildJvm::alive).isEmpty()) {
            taskManager.ifPresent(ChildJvm::close);
            taskManager = Optional.empty();
            restPort = freePort();
            configure(freePort());
            jobManager = Optional.of(start("job-manager", "-Xmx320m"));
        }
        startTaskManager();
        awaitTaskManager();
        return "127.0.0.1:" + restPort;
    }

    /** Kills the TaskManager with -9 and starts another. */
    void replaceTaskManager() throws InterruptedException {
        if (taskManager.isPresent()) {
            taskManager.get().kill();
        }
        startTaskManager();
    }

    /** Kills both with -9. */
    void kill() throws InterruptedException {
        for (Optional<ChildJvm> process : List.of(jobManager, taskManager)) {
            if (process.isPresent()) {
                process.get().kill();
            }
        }
    }

    private void startTaskManager() {
        if (taskManager.filter(ChildJvm::alive).isEmpty()) {
            taskManager = Optional.of(start("task-manager", "-Xmx512m"));
        }
    }

    private ChildJvm start(String role, String heap) {
        return workspace
                .engines()
                .start(
                        new Engines.Task(
                                role,
                                EngineModule.INGEST,
                                MAIN,
                                List.of(heap),
                                List.of(role, "--configDir", folder.toString())),
                        progress -> {},
                        line -> {});
    }

    private void awaitTaskManager() throws InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + restPort + "/overview"))
                .timeout(Duration.ofSeconds(10))
                .build();
        long deadline = System.nanoTime() + READY_MAX.toNanos();
        while (!hasTaskManager(question)) {
            requireAlive(jobManager);
            requireAlive(taskManager);
            if (System.nanoTime() > deadline) {
                throw new UnavailableException("the lab's Flink cluster was not ready after " + READY_MAX.toSeconds()
                        + " s, see " + workspace.home().run().resolve("logs"));
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
    }

    private boolean hasTaskManager(HttpRequest question) throws InterruptedException {
        try {
            String answer =
                    http.send(question, HttpResponse.BodyHandlers.ofString()).body();
            return HAS_TASK_MANAGER.matcher(answer).find();
        } catch (IOException e) {
            // It does not listen yet.
            return false;
        }
    }

    private static void requireAlive(Optional<ChildJvm> process) {
        process.filter(one -> !one.alive()).ifPresent(one -> {
            throw new UnavailableException("the lab's " + one.spec().name() + " has ended, see "
                    + one.spec().log());
        });
    }

    private void configure(int rpcPort) {
        try {
            Files.createDirectories(folder);
            Files.write(
                    folder.resolve("config.yaml"),
                    List.of(
                            "jobmanager.rpc.address: 127.0.0.1",
                            "jobmanager.rpc.port: " + rpcPort,
                            "jobmanager.bind-host: 127.0.0.1",
                            "rest.address: 127.0.0.1",
                            "rest.bind-address: 127.0.0.1",
                            "rest.port: " + restPort,
                            "taskmanager.host: 127.0.0.1",
                            "taskmanager.bind-host: 127.0.0.1",
                            "taskmanager.numberOfTaskSlots: "
                                    + Math.max(1, workspace.configuration().integer(Key.INGEST_PARALLELISM)),
                            "taskmanager.cpu.cores: 2",
                            "taskmanager.memory.task.heap.size: 384m",
                            "taskmanager.memory.task.off-heap.size: 64m",
                            "taskmanager.memory.framework.heap.size: 128m",
                            "taskmanager.memory.framework.off-heap.size: 64m",
                            "taskmanager.memory.network.min: 48m",
                            "taskmanager.memory.network.max: 48m",
                            "taskmanager.memory.managed.size: 96m",
                            "taskmanager.memory.jvm-metaspace.size: 256m",
                            "taskmanager.memory.jvm-overhead.min: 64m",
                            "taskmanager.memory.jvm-overhead.max: 64m",
                            // A TaskManager that comes back late must find its job waiting, however old the cluster is.
                            "resourcemanager.standalone.start-up-time: 24 h",
                            // What a drain knows of its progress travels with heartbeats; a killed process is noticed
                            // by refused calls.
                            "heartbeat.interval: 300 ms",
                            "heartbeat.timeout: 120 s",
                            "io.tmp.dirs: '"
                                    + Files.createDirectories(folder.resolve("tmp"))
                                            .toString()
                                            .replace("'", "''") + "'"));
        } catch (IOException e) {
            throw new UncheckedIOException("can't write to " + folder, e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }

    @Override
    public void close() {
        taskManager.ifPresent(ChildJvm::close);
        jobManager.ifPresent(ChildJvm::close);
    }
}
