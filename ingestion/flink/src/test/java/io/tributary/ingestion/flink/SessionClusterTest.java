// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.tables.BronzeTables;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The job jar on a session cluster of processes that know nothing of this module, one of which is killed. */
@Tag("slow")
class SessionClusterTest {
    private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();
    private static final int BATCHES = 60;
    private static final int ITEMS = 20;

    private final int rpcPort = Installation.freePort();
    private final Expectation expectation = new Expectation();

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void jobOnClusterAccountsForEveryItemOnceThoughTaskManagerAndClientAreKilled() throws Exception {
        requireEveryItemOnceThoughTaskManagerAndClientAreKilled(Map.of());
    }

    @Test
    void jobOnClusterDoesSoWithItsCatalogOnPostgresql() throws Exception {
        try (PostgresqlServer database = PostgresqlServer.start(folder)) {
            requireEveryItemOnceThoughTaskManagerAndClientAreKilled(database.settings());
        }
    }

    private void requireEveryItemOnceThoughTaskManagerAndClientAreKilled(Map<String, String> catalog) throws Exception {
        int port = Installation.freePort();
        String jarClassPath = withJar(jar());
        Map<String, String> settings = new TreeMap<>(catalog);
        settings.put("ingest.flink-cluster", "127.0.0.1:" + port);
        try (Installation installation = Installation.start(folder, settings);
                ChildProcess jobManager = jobManager(port)) {
            ChildProcess taskManager = taskManager("first", port);
            send(installation, 0);
            try (ChildProcess client =
                    ChildProcess.drain(installation.home(), installation.result("killed"), jarClassPath)) {
                installation.awaitCommit(BronzeTables.BATCHES_TABLE, client);
                taskManager.kill();
                taskManager = taskManager("second", port);
                send(installation, 1);
                client.kill();
            }
            // The job itself lives on without its client; the next one ends it and goes on from its checkpoint.
            try (ChildProcess client =
                    ChildProcess.drain(installation.home(), installation.result("last"), jarClassPath)) {
                assertThat(installation.await(client)).as(client.words()).isZero();
            }
            expectation.reconcile(installation);
            assertThat(jobManager.alive()).isTrue();
            taskManager.kill();
        }
    }

    private void send(Installation installation, int round) {
        BatchSigner alice = SampleNetwork.signer("alice");
        try (ContributionClient client = installation.client()) {
            for (int i = 0; i < BATCHES; i++) {
                List<ContributionDraft> drafts = SampleNetwork.drafts("s" + round + "-" + i, ITEMS);
                client.contribute(alice, SampleNetwork.SPEECHES, drafts, SampleNetwork.seal("alice"));
                expectation.accept(drafts);
            }
        }
    }

    /** This module's classes as the jar that travels to the cluster. */
    private Path jar() throws IOException {
        Path jar = folder.resolve("job.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(CLASSES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(CLASSES.relativize(file).toString()));
                entries.write(Files.readAllBytes(file));
            }
        }
        return jar;
    }

    private static Stream<String> libraries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().equals(CLASSES));
    }

    private static String withJar(Path jar) {
        return jar + File.pathSeparator + libraries().collect(Collectors.joining(File.pathSeparator));
    }

    private ChildProcess jobManager(int port) throws IOException {
        return ChildProcess.start(
                folder.resolve("job-manager.log"),
                libraries().collect(Collectors.joining(File.pathSeparator)),
                List.of("@jvm.options"),
                "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint",
                "--configDir",
                configuration(port));
    }

    private ChildProcess taskManager(String name, int port) throws IOException {
        return ChildProcess.start(
                folder.resolve(name + "-task-manager.log"),
                libraries().collect(Collectors.joining(File.pathSeparator)),
                List.of("@jvm.options"),
                "org.apache.flink.runtime.taskexecutor.TaskManagerRunner",
                "--configDir",
                configuration(port));
    }

    private String configuration(int port) throws IOException {
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.write(
                conf.resolve("config.yaml"),
                List.of(
                        "jobmanager.rpc.address: 127.0.0.1",
                        "jobmanager.rpc.port: " + rpcPort,
                        "rest.address: 127.0.0.1",
                        "rest.bind-address: 127.0.0.1",
                        "rest.port: " + port,
                        "taskmanager.host: 127.0.0.1",
                        "taskmanager.numberOfTaskSlots: 4",
                        "taskmanager.cpu.cores: 2",
                        "taskmanager.memory.task.heap.size: 384m",
                        "taskmanager.memory.task.off-heap.size: 64m",
                        "taskmanager.memory.framework.heap.size: 128m",
                        "taskmanager.memory.framework.off-heap.size: 64m",
                        "taskmanager.memory.network.min: 64m",
                        "taskmanager.memory.network.max: 64m",
                        "taskmanager.memory.managed.size: 96m",
                        "taskmanager.memory.jvm-metaspace.size: 256m",
                        "taskmanager.memory.jvm-overhead.min: 64m",
                        "taskmanager.memory.jvm-overhead.max: 64m",
                        "heartbeat.interval: 1000",
                        "heartbeat.timeout: 20000",
                        "io.tmp.dirs: " + Files.createDirectories(folder.resolve("tmp"))));
        return conf.toString();
    }
}
