// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A PostgreSQL of its own for one test class. Needs {@code initdb} and {@code postgres} on the path. */
final class PostgresqlServer implements AutoCloseable {
    static final String OWNER = "lake";

    private static final int ATTEMPTS_MAX = 600;

    private final Process process;
    private final String uri;

    private PostgresqlServer(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    static boolean isInstalled() {
        return hasProgram("initdb") && hasProgram("postgres");
    }

    static PostgresqlServer start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String data = folder.resolve("data").toString();
        int exit = command(folder, "initdb", "-D", data, "-A", "trust", "-U", OWNER)
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IllegalStateException("initdb ended with " + exit + ", see " + folder.resolve("postgresql.log"));
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Process process = command(
                        folder,
                        "postgres",
                        "-D",
                        data,
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-k",
                        folder.toString())
                .start();
        PostgresqlServer server = new PostgresqlServer(process, "jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        server.await();
        return server;
    }

    String uri() {
        return uri;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(uri, OWNER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void await() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            try (Connection connection = DriverManager.getConnection(uri, OWNER, "")) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new IllegalStateException("PostgreSQL does not answer at " + uri);
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
    private static ProcessBuilder command(Path folder, String... words) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("postgresql.log").toFile());
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor(30, TimeUnit.SECONDS);
    }
}
