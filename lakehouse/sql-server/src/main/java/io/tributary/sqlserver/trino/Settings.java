// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.trino;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LocalFileIO;
import io.tributary.tables.ObjectStore;
import io.tributary.tables.PrivateFile;
import io.tributary.tables.SqlServerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trino's configuration files, in a folder that only its owner can read: passwords are in files, on no command line. */
final class Settings {
    private static final String LIMIT_HARD = "hardConcurrencyLimit";
    private static final int CONCURRENT = 8;
    private static final int QUEUED = 32;
    private static final int CONCURRENT_OF_ONE = 4;

    private final Configuration configuration;
    private final SqlServerFiles files;
    private final Path installation;

    /**
     * Settings of a lake.
     *
     * @param configuration with the catalog opened by the role that can only read
     */
    Settings(Configuration configuration, SqlServerFiles files, Path installation) {
        this.configuration = configuration;
        this.files = files;
        this.installation = installation;
    }

    /** Folder that Trino runs in. */
    Path folder() {
        return files.trino();
    }

    /** The file that Trino is started with. */
    Path main() {
        return etc("config.properties");
    }

    /** The rules of who sees what; Trino reads them again every second. */
    Path rules() {
        return etc("rules.json");
    }

    /** What Trino says, at most 40 MB of it. */
    Path log() {
        return folder().resolve("log").resolve("trino.log");
    }

    private Path etc(String name) {
        return folder().resolve("etc").resolve(name);
    }

    /**
     * Writes everything but the rules.
     *
     * @param tlsPort of clients
     * @param innerPort of Trino's talk with itself; clients are refused there
     * @param secret that proves to Trino that it talks with itself
     */
    void write(int tlsPort, int innerPort, String secret) {
        try {
            Files.createDirectories(folder());
            Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(log().resolveSibling(""));
            write(main(), server(tlsPort, innerPort, secret));
            write(etc("catalog").resolve(LakeCatalog.NAME + ".properties"), catalog());
            write(etc("access-control.properties"), access());
            write(etc("password-authenticator.properties"), passwords());
            write(etc("resource-groups.properties"), groups());
            PrivateFile.write(etc("resource-groups.json"), bytes(limits()));
            PrivateFile.write(
                    etc("server.pem"),
                    bytes(Files.readString(files.privateKey()) + Files.readString(files.certificate())));
        } catch (IOException e) {
            throw new UnavailableException("cannot write Trino's files to " + folder() + ": " + e.getMessage(), e);
        }
    }

    private Map<String, String> server(int tlsPort, int innerPort, String secret) {
        String address = configuration.text(Key.SQL_SERVER_TRINO_ADDRESS);
        String timeoutSeconds =
                configuration.duration(Key.SQL_SERVER_STATEMENT_TIMEOUT).toSeconds() + "s";
        Map<String, String> out = new LinkedHashMap<>();
        out.put("node.environment", "tributary");
        out.put("node.id", "tributary");
        out.put("node.bind-ip", address);
        out.put("node.internal-address", address);
        out.put("coordinator", "true");
        out.put("node-scheduler.include-coordinator", "true");
        out.put("discovery.uri", "http://" + address + ":" + innerPort);
        out.put("http-server.http.port", Integer.toString(innerPort));
        out.put("http-server.https.enabled", "true");
        out.put("http-server.https.port", Integer.toString(tlsPort));
        out.put("http-server.https.keystore.path", etc("server.pem").toString());
        out.put("http-server.authentication.type", "PASSWORD");
        out.put("internal-communication.shared-secret", secret);
        out.put("web-ui.enabled", "false");
        out.put("plugin.dir", installation.resolve("plugin").toString());
        out.put("catalog.config-dir", etc("catalog").toString());
        out.put("access-control.config-files", etc("access-control.properties").toString());
        out.put(
                "password-authenticator.config-files",
                etc("password-authenticator.properties").toString());
        out.put("query.max-length", Integer.toString(256 << 10));
        out.put("query.max-execution-time", timeoutSeconds);
        out.put("query.max-run-time", "10m");
        out.put("query.client.timeout", "2m");
        out.put("query.max-memory", "400MB");
        out.put("query.max-memory-per-node", "400MB");
        out.put("query.max-total-memory", "600MB");
        out.put("memory.heap-headroom-per-node", "300MB");
        out.put("query.max-scan-physical-bytes", "8GB");
        out.put("query.max-history", "100");
        out.put("query.min-expire-age", "1m");
        out.put("log.path", log().toString());
        out.put("log.max-size", "8MB");
        out.put("log.max-total-size", "40MB");
        out.put("log.enable-console", "false");
        out.put("http-server.log.enabled", "false");
        return out;
    }

    private Map<String, String> catalog() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("connector.name", "iceberg");
        out.put("iceberg.catalog.type", "jdbc");
        out.put("iceberg.jdbc-catalog.catalog-name", LakeCatalog.NAME);
        out.put("iceberg.jdbc-catalog.driver-class", "org.postgresql.Driver");
        out.put("iceberg.jdbc-catalog.connection-url", configuration.text(Key.LAKE_CATALOG_URI));
        out.put("iceberg.jdbc-catalog.connection-user", configuration.text(Key.LAKE_CATALOG_USER));
        String password = configuration.text(Key.LAKE_CATALOG_PASSWORD);
        if (!password.isEmpty()) {
            out.put("iceberg.jdbc-catalog.connection-password", password);
        }
        out.put("iceberg.jdbc-catalog.default-warehouse-dir", configuration.text(Key.LAKE_WAREHOUSE));
        out.put("iceberg.jdbc-catalog.schema-version", "V1");
        out.put("iceberg.security", "read_only");
        // SHOW STATS and EXPLAIN would tell of rows that a filter hides.
        out.put("iceberg.table-statistics-enabled", "false");
        if (LocalFileIO.isLocal(configuration.text(Key.LAKE_WAREHOUSE))) {
            out.put("fs.hadoop.enabled", "true");
        }
        ObjectStore.of(configuration).ifPresent(store -> out.putAll(store(store)));
        return out;
    }

    /** Credentials are those of Trino's environment, as in every other engine. */
    private static Map<String, String> store(ObjectStore store) {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("fs.native-s3.enabled", "true");
        out.put("s3.path-style-access", Boolean.toString(store.pathStyle()));
        if (!store.endpoint().isEmpty()) {
            out.put("s3.endpoint", store.endpoint());
        }
        if (!store.region().isEmpty()) {
            out.put("s3.region", store.region());
        }
        return out;
    }

    private Map<String, String> access() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("access-control.name", "file");
        out.put("security.config-file", rules().toString());
        out.put("security.refresh-period", "1s");
        return out;
    }

    private Map<String, String> passwords() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("password-authenticator.name", "file");
        out.put("file.password-file", files.trinoUsers().toString());
        out.put("file.refresh-period", "1s");
        return out;
    }

    private Map<String, String> groups() {
        Map<String, String> out = new LinkedHashMap<>();
        out.put("resource-groups.configuration-manager", "file");
        out.put("resource-groups.config-file", etc("resource-groups.json").toString());
        return out;
    }

    /** So many statements at a time in all and of one user; some wait, more are refused. */
    private static String limits() {
        List<Object> ofEach = new ArrayList<>();
        ofEach.add(group("${USER}", CONCURRENT_OF_ONE, List.of()));
        return Json.of(Map.of(
                "rootGroups", List.of(group("all", CONCURRENT, ofEach)),
                "selectors", List.of(Map.of("group", "all.${USER}"))));
    }

    private static Map<String, Object> group(String name, int concurrent, List<Object> parts) {
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("name", name);
        group.put("softMemoryLimit", "100%");
        group.put(LIMIT_HARD, concurrent);
        group.put("maxQueued", QUEUED);
        if (!parts.isEmpty()) {
            group.put("subGroups", parts);
        }
        return group;
    }

    private static void write(Path file, Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(name)
                .append('=')
                .append(value.replace("\\", "\\\\"))
                .append('\n'));
        PrivateFile.write(file, bytes(text.toString()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
