// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Somebody who asks a lake over JDBC, each time with a program of his own, and the server that answers. */
final class LakeReader implements AutoCloseable {
    private static final String NAME = "reader";

    private final Path home;
    private final RunningCommand server;
    private final Path driver;
    private final String url;
    private final String password;

    private LakeReader(Path home, Class<?> driver, String... engine) throws InterruptedException {
        this.home = home;
        this.driver = jar(driver);
        this.password = tributary("sql-server", "user", NAME, "--everything", "--json")
                .run()
                .expect(0)
                .json()
                .get("password")
                .asText();
        this.server = tributary("sql-server", "up", "--port", "0", "--json")
                .with(engine)
                .start();
        this.url = server.firstRow().get("url").asText();
    }

    /** Asks the embedded server. */
    static LakeReader embedded(Path home) throws InterruptedException {
        return new LakeReader(home, org.apache.arrow.driver.jdbc.ArrowFlightJdbcDriver.class);
    }

    /** Asks Trino, from a home folder of its own over the same lake; null where this machine has no Trino. */
    static LakeReader trino(PostgresqlServer database, Path home) throws InterruptedException, IOException {
        String folder = System.getProperty(
                "tributary.trino.folder", Path.of(System.getProperty("user.home"), ".cache/tributary/trino-476") + "");
        if (!Files.isDirectory(Path.of(folder, "plugin", "iceberg"))) {
            System.out.println("skipped: no Trino in " + folder + " to read by");
            return null;
        }
        database.execute("create role trino login");
        database.execute("grant select on iceberg_tables, iceberg_namespace_properties to trino");
        Path own = Files.createDirectories(home.resolveSibling("trino-home"));
        List<String> settings = new ArrayList<>(Files.readAllLines(home.resolve("tributary.properties")));
        settings.add("lake.warehouse=" + home.resolve("lake/warehouse"));
        settings.add("sql-server.trino.catalog-user=trino");
        settings.add("sql-server.trino.folder=" + folder);
        Files.write(own.resolve("tributary.properties"), settings);
        return new LakeReader(own, io.trino.jdbc.TrinoDriver.class, "--engine", "trino");
    }

    /** The rows of a query, values separated by tabs. */
    List<String> ask(String query) {
        return Command.java("--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", driver.toString())
                .with("lakehouse/sql-server/examples/Ask.java", url, NAME, password, query)
                .run()
                .expect(0)
                .out()
                .lines()
                .toList();
    }

    private static Path jar(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the driver's jar has no path", e);
        }
    }

    private Command tributary(String... arguments) {
        return Command.tributary(arguments).at(home);
    }

    @Override
    public void close() {
        tributary("sql-server", "down").run().expect(0);
        server.await();
        server.close();
    }
}
