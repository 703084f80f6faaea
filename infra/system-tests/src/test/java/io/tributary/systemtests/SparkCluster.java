// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A standalone Spark cluster on this machine: a master and two workers, a process each, from the jars that the attribution job
 * is built with. Its folder is what an operator calls SPARK_HOME.
 */
final class SparkCluster implements AutoCloseable {
    private static final int WORKERS = 2;
    private static final Duration START_MAX = Duration.ofMinutes(3);
    private static final List<String> OPENED =
            List.of("java.lang", "java.lang.invoke", "java.net", "java.nio", "java.util", "sun.nio.ch");

    private final Path home;
    private final int port = freePort();
    private final int pagePort = freePort();
    private final RunningCommand master;
    private final List<RunningCommand> workers = new ArrayList<>();

    private SparkCluster(Path home) {
        this.home = home;
        this.master = start(
                "master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--webui-port",
                Integer.toString(pagePort));
    }

    /** Starts one and waits until its workers are there. */
    static SparkCluster start() {
        SparkCluster cluster = new SparkCluster(home());
        try {
            for (int worker = 0; worker < WORKERS; worker++) {
                cluster.workers.add(cluster.start(
                        "worker.Worker",
                        "--host",
                        "127.0.0.1",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--webui-port",
                        Integer.toString(freePort()),
                        "--work-dir",
                        cluster.workFolder(worker).toString(),
                        cluster.url()));
            }
            cluster.awaitWorkers();
            return cluster;
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    private static Path home() {
        try {
            Path home = Files.createTempDirectory(Files.createDirectories(Command.WORK), "spark-");
            Path jars = Files.createDirectory(home.resolve("jars"));
            for (Path jar : jobJars()) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> jobJars() throws IOException {
        Path target = Command.REPOSITORY.resolve("attribution-jobs/spark/target");
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> own = Files.newDirectoryStream(target, "tributary-attribution-[0-9]*.jar")) {
            own.forEach(jars::add);
        }
        for (String jar :
                Files.readString(target.resolve("runtime.classpath")).strip().split(":")) {
            jars.add(Path.of(jar));
        }
        return jars;
    }

    private RunningCommand start(String main, String... arguments) {
        Command command = Command.java("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");
        for (String name : OPENED) {
            command = command.with("--add-opens=java.base/" + name + "=ALL-UNNAMED");
        }
        return command.with("-cp", home.resolve("jars") + "/*", "org.apache.spark.deploy." + main)
                .with(arguments)
                .where("SPARK_HOME", home.toString())
                .where("SPARK_SCALA_VERSION", "2.13")
                .where("SPARK_LOCAL_IP", "127.0.0.1")
                .start();
    }

    private void awaitWorkers() {
        long end = System.nanoTime() + START_MAX.toNanos();
        while (System.nanoTime() < end && master.handle().isAlive()) {
            if (state().path("aliveworkers").asInt() == WORKERS) {
                return;
            }
            pause();
        }
        throw new AssertionError("the workers did not come: " + master.soFar().describe());
    }

    /** What the master says of itself; empty as long as it says nothing. */
    JsonNode state() {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + pagePort + "/json/"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            return JsonMapper.builder()
                    .build()
                    .readTree(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .body());
        } catch (IOException e) {
            return JsonMapper.builder().build().createObjectNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the master", e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the cluster", e);
        }
    }

    /** The master's address. */
    String url() {
        return "spark://127.0.0.1:" + port;
    }

    /** How many executors a worker has started, for all applications. */
    long executors(int worker) {
        Path folder = workFolder(worker);
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder, 2)) {
            return files.filter(file -> folder.relativize(file).getNameCount() == 2)
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills a worker, not its executor: that must see it by itself. */
    void kill(int worker) {
        workers.get(worker).handle().destroyForcibly();
    }

    private Path workFolder(int worker) {
        return home.resolve("work-" + worker);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        workers.forEach(RunningCommand::close);
        master.close();
    }
}
