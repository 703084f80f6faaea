// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.bench;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.LakeCatalog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A copy of a catalog on a PostgreSQL of its own, which is gone afterwards: Trino reads no catalog that is on SQLite. The copy names the
 * same files, so the lake that is measured is the same, and nothing is written to it.
 */
final class ScratchCatalog implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String OWNER = "lake";
    private static final String READER = "reader";
    private static final String OPERATING_SYSTEM_USER = "postgres";
    private static final int START_SECONDS_MAX = 120;
    private static final int END_SECONDS_MAX = 30;
    private static final long ASK_AGAIN_MILLIS = 200;
    private static final List<String> TABLES = List.of(
            "iceberg_tables:catalog_name,table_namespace,table_name,metadata_location,previous_metadata_location,iceberg_type",
            "iceberg_namespace_properties:catalog_name,namespace,property_key,property_value");

    private final Process process;
    private final String uri;

    private ScratchCatalog(Process process, String uri) {
        this.process = process;
        this.uri = uri;
    }

    /**
     * Starts PostgreSQL in an empty folder and copies the catalog of a configuration.
     *
     * @throws UnavailableException if there is no PostgreSQL to start
     */
    static ScratchCatalog copy(Configuration from, Path folder) throws IOException, InterruptedException {
        Path programs = programs();
        handOver(folder);
        String data = folder.resolve("data").toString();
        int status = command(folder, programs, "initdb", "-D", data, "-A", "trust", "-U", OWNER)
                .start()
                .waitFor();
        if (status != 0) {
            throw new UnavailableException("initdb has ended with status " + status + "; "
                    + Files.readString(log(folder)).strip().lines().reduce("", (first, last) -> last));
        }
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String[] options = {"-D", data, "-h", "127.0.0.1", "-p", Integer.toString(port), "-k", folder.toString()};
        Process process = command(folder, programs, "postgres", options).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "postgresql-end"));
        ScratchCatalog copy = new ScratchCatalog(process, "jdbc:postgresql://127.0.0.1:" + port + "/postgres");
        try {
            copy.await();
            copy.fill(from);
            return copy;
        } catch (SQLException e) {
            copy.close();
            throw new UnavailableException("cannot copy the catalog to PostgreSQL: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            copy.close();
            throw e;
        }
    }

    /** Where PostgreSQL's programs are: on PATH, or where Debian puts them. */
    private static Path programs() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            folders.add(Path.of(folder));
        }
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> releases = Files.list(DEBIAN)) {
                releases.sorted(Collections.reverseOrder()).forEach(release -> folders.add(release.resolve("bin")));
            }
        }
        return folders.stream()
                .filter(folder ->
                        Files.isExecutable(folder.resolve("initdb")) && Files.isExecutable(folder.resolve("postgres")))
                .findFirst()
                .orElseThrow(() ->
                        new UnavailableException("Trino reads the catalog from PostgreSQL and this one is on SQLite:"
                                + " install PostgreSQL 15 or newer (initdb and postgres on PATH) and a copy is measured, or move the"
                                + " catalog with 'tributary lake move'"));
    }

    /** PostgreSQL refuses to run as root, so root hands the folder to the user that the packages create. */
    private static void handOver(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        if (isRoot()) {
            Files.setOwner(
                    folder,
                    FileSystems.getDefault()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(OPERATING_SYSTEM_USER));
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static ProcessBuilder command(Path folder, Path programs, String program, String... options) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of(
                    "setpriv",
                    "--reuid=" + OPERATING_SYSTEM_USER,
                    "--regid=" + OPERATING_SYSTEM_USER,
                    "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(Arrays.asList(options));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log(folder).toFile());
    }

    private static Path log(Path folder) {
        return folder.resolve("postgresql.log");
    }

    private void await() throws InterruptedException, SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS_MAX);
        Optional<SQLException> last = Optional.empty();
        while (System.nanoTime() < deadline && process.isAlive()) {
            try (Connection connection = connect()) {
                return;
            } catch (SQLException e) {
                last = Optional.of(e);
                process.waitFor(ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        throw last.orElseGet(() -> new SQLException("it does not start"));
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(uri, OWNER, "");
    }

    private void fill(Configuration from) throws SQLException {
        // Makes the catalog's two tables.
        LakeCatalog.open(of(from)).close();
        try (Connection source = DriverManager.getConnection(
                        LakeCatalog.readOnlyProperties(from).get("uri"));
                Connection target = connect();
                Statement statement = target.createStatement()) {
            for (String table : TABLES) {
                String[] parts = table.split(":", 2);
                copy(source, target, parts[0], parts[1]);
            }
            statement.execute("create role " + READER + " login");
            statement.execute("grant select on iceberg_tables, iceberg_namespace_properties to " + READER);
        }
    }

    private static void copy(Connection source, Connection target, String table, String columns) throws SQLException {
        int count = columns.split(",", -1).length;
        try (Statement all = source.createStatement();
                ResultSet rows = all.executeQuery("select " + columns + " from " + table);
                PreparedStatement insert = target.prepareStatement("insert into " + table + " (" + columns
                        + ") values (" + String.join(",", Collections.nCopies(count, "?")) + ")")) {
            while (rows.next()) {
                for (int column = 1; column <= count; column++) {
                    insert.setString(column, rows.getString(column));
                }
                insert.executeUpdate();
            }
        }
    }

    /** The configuration with this catalog in place of its own. */
    Configuration of(Configuration configuration) {
        Map<Key, String> values = new HashMap<>(configuration.values());
        values.put(Key.LAKE_CATALOG_URI, uri);
        values.put(Key.LAKE_CATALOG_USER, OWNER);
        values.put(Key.LAKE_CATALOG_PASSWORD, "");
        values.put(Key.SQL_SERVER_TRINO_CATALOG_USER, READER);
        values.put(Key.SQL_SERVER_TRINO_CATALOG_PASSWORD, "");
        return new Configuration(configuration.home(), values);
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS);
    }
}
