// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A store of the test's own that speaks S3 and keeps its objects in a folder: S3Proxy, one jar of forty megabytes that Maven fetches. */
final class S3Server implements AutoCloseable {
    static final String BUCKET = "lake";

    private static final String ARTIFACT = "org.gaul:s3proxy:2.6.0:jar:jar-with-dependencies";
    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";
    private static final String KEY = "tributary";
    private static final String SECRET = "known-to-the-test-alone";
    private static final int ATTEMPTS_MAX = 1200;

    private final Path objects;
    private final int port;
    private final RunningCommand server;

    private S3Server(Path objects, int port, RunningCommand server) {
        this.objects = objects;
        this.port = port;
        this.server = server;
    }

    /** Starts one with an empty bucket; skips the test where it can't be fetched. */
    static S3Server start(Path folder) throws IOException {
        Optional<Path> jar = fetch(folder);
        if (jar.isEmpty()) {
            Sandbox.skip("no S3-compatible server, since Maven can't fetch " + ARTIFACT);
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Path objects = folder.resolve("objects");
        Files.createDirectories(objects.resolve(BUCKET));
        Path settings =
                Files.writeString(folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.identity=unused
                jclouds.credential=unused
                jclouds.filesystem.basedir=%s
                """.formatted(port, KEY, SECRET, objects));
        RunningCommand server = Command.java("-Xmx400m")
                .with("-jar", jar.orElseThrow().toString(), "--properties", settings.toString())
                .start();
        S3Server started = new S3Server(objects, port, server);
        started.awaitAnswer();
        return started;
    }

    private static Optional<Path> fetch(Path folder) throws IOException {
        List<String> words = new ArrayList<>(List.of("mvn", "-B", "-q", COPY, "-Dartifact=" + ARTIFACT));
        words.add("-DoutputDirectory=" + folder);
        String repository = System.getProperty("maven.repo.local", "");
        if (!repository.isEmpty()) {
            words.add("-Dmaven.repo.local=" + repository);
        }
        if (!Sandbox.succeeds(Command.of(words.toArray(String[]::new)))) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).findFirst();
        }
    }

    private void awaitAnswer() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                if (!server.handle().isAlive()) {
                    throw new AssertionError(
                            "the store ended: " + server.soFar().describe(), e);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new AssertionError("the store does not answer: " + server.soFar().describe());
    }

    /** The port that it listens on. */
    int port() {
        return port;
    }

    /** Where Amazon's programs look for credentials. */
    Map<String, String> environment() {
        return Map.of("AWS_ACCESS_KEY_ID", KEY, "AWS_SECRET_ACCESS_KEY", SECRET);
    }

    /** How many objects it holds whose name ends so. */
    long objects(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(objects)) {
            return files.filter(file -> file.toString().endsWith(suffix)).count();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
