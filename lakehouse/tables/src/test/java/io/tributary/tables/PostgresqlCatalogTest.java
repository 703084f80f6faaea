// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tributary.protocol.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same catalog on PostgreSQL, where several writers may work at once. Needs {@code initdb} and {@code postgres} on the path. */
@Tag("slow")
class PostgresqlCatalogTest {
    private static final int ATTEMPTS_MAX = 600;

    @TempDir
    static Path folder;

    private static Process server;
    private static String uri;

    @BeforeAll
    static void startServer() throws Exception {
        boolean found = hasProgram("initdb") && hasProgram("postgres");
        if (!found) {
            System.out.println("skipped: no PostgreSQL binaries");
        }
        assumeTrue(found, "no PostgreSQL binaries");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path data = folder.resolve("data");
        int exit = command("initdb", "-D", data.toString(), "-A", "trust", "-U", "lake")
                .start()
                .waitFor();
        assertThat(exit).isZero();
        int port = freePort();
        server = command(
                        "postgres",
                        "-D",
                        data.toString(),
                        "-h",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port),
                        "-k",
                        folder.toString())
                .start();
        uri = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
        awaitServer();
    }

    @AfterAll
    static void stopServer() throws InterruptedException {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
            server.waitFor(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void severalWritersAppendToOneTableAtOnceAndNothingIsLost() throws Exception {
        Configuration configuration = configuration();
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            LakeInit.run(lake);
            LakeInit.run(lake);
        }
        ExecutorService writers = Executors.newFixedThreadPool(3);
        List<Future<?>> ends = new ArrayList<>();
        for (int writer = 0; writer < 3; writer++) {
            int number = writer;
            ends.add(writers.submit(() -> append(configuration, number)));
        }
        for (Future<?> end : ends) {
            end.get(120, TimeUnit.SECONDS);
        }
        writers.shutdown();
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            List<Row> rows = TableReader.of(lake.table(LedgerTables.LOG_TABLE)).list();
            assertThat(rows)
                    .extracting(row -> row.number(LedgerTables.INDEX))
                    .hasSize(12)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void aLakeMovesFromSqliteAndGoesOn() throws Exception {
        try (Connection connection = DriverManager.getConnection(uri, "lake", "")) {
            connection.createStatement().execute("create database moved");
        }
        Path home = folder.resolve("moved");
        Properties properties = new Properties();
        properties.setProperty("lake.catalog-uri", uri.replaceFirst("/postgres$", "/moved"));
        properties.setProperty("lake.catalog-user", "lake");
        CatalogMoveTest.requireMoved(Configuration.of(home, new Properties()), Configuration.of(home, properties));
    }

    private static void append(Configuration configuration, int writer) {
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            for (int turn = 0; turn < 4; turn++) {
                Row row = Row.builder()
                        .number(LedgerTables.INDEX, writer * 100L + turn)
                        .text(LedgerTables.TYPE, "batches")
                        .text(LedgerTables.ENTRY, "{}")
                        .text(LedgerTables.LEAF_HASH, TestLake.hash("entry").hex())
                        .build();
                TableWriter.of(lake.table(LedgerTables.LOG_TABLE)).append(List.of(row));
            }
        }
    }

    private static Configuration configuration() {
        Properties properties = new Properties();
        properties.setProperty("lake.catalog-uri", uri);
        properties.setProperty("lake.catalog-user", "lake");
        return Configuration.of(folder.resolve("home"), properties);
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
    private static ProcessBuilder command(String... words) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("postgresql.log").toFile());
    }

    private static void awaitServer() {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            try (Connection connection = DriverManager.getConnection(uri, "lake", "")) {
                if (connection.isValid(5)) {
                    return;
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
        throw new IllegalStateException("PostgreSQL does not answer at " + uri);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
