// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A PostgreSQL server of the test's own, from the binaries {@code initdb} and {@code postgres} on the path. */
final class PostgresqlServer implements AutoCloseable {
    private static final int ATTEMPTS_MAX = 600;
    private static final int END_SECONDS = 30;

    private final Path folder;
    private final int port = freePort();
    private Process process;

    private PostgresqlServer(Path folder) {
        this.folder = folder;
    }

    /** Starts one on a new folder below the given one; skips the test where there are no binaries. */
    static PostgresqlServer start(Path parent) throws IOException, InterruptedException {
        boolean found = hasProgram("initdb") && hasProgram("postgres");
        if (!found) {
            System.out.println("skipped: no PostgreSQL binaries");
        }
        assumeTrue(found, "no PostgreSQL binaries");
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
        PostgresqlServer server = new PostgresqlServer(Files.createDirectories(parent.resolve("postgresql")));
        Files.setPosixFilePermissions(server.folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Process made = server.command("initdb", "-D", server.data(), "-A", "trust", "-U", "lake")
                .start();
        assertThat(made.waitFor()).as("initdb, see " + server.folder).isZero();
        server.serve();
        return server;
    }

    /** The configuration of a lake whose catalog is here. */
    Map<String, String> settings() {
        return Map.of("lake.catalog-uri", uri(), "lake.catalog-user", "lake");
    }

    /** Runs a statement as the catalog's owner. */
    void execute(String statement) throws IOException, InterruptedException {
        Process done = command(
                        "psql", "-h", "127.0.0.1", "-p", "" + port, "-U", "lake", "-d", "postgres", "-c", statement)
                .start();
        assertThat(done.waitFor()).as(statement + ", see " + folder).isZero();
    }

    private void serve() throws IOException {
        process = command("postgres", "-D", data(), "-h", "127.0.0.1", "-p", Integer.toString(port), "-k", "" + folder)
                .start();
        await(this::answers);
    }

    /** The server writes how far it is into its own file; a driver is not on the path of these tests. */
    private boolean answers() {
        assertThat(process.isAlive()).as("PostgreSQL, see " + folder).isTrue();
        try {
            return Files.readAllLines(Path.of(data(), "postmaster.pid")).stream()
                    .anyMatch(line -> line.strip().equals("ready"));
        } catch (IOException e) {
            return false;
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            if (condition.getAsBoolean()) {
                return;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new AssertionError("PostgreSQL does not start or end");
    }

    private String uri() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasProgram(String name) {
        for (String directory : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, name))) {
                return true;
            }
        }
        return false;
    }

    /** PostgreSQL refuses to run as root, so root hands it to the user that the packages create. */
    private ProcessBuilder command(String... words) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("postgresql.log").toFile()));
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    }
}
