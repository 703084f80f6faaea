// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import static io.tributary.sqlserver.TwoOrganisations.ALL;
import static io.tributary.sqlserver.TwoOrganisations.NORTH;
import static io.tributary.sqlserver.TwoOrganisations.PASSWORD;
import static io.tributary.sqlserver.TwoOrganisations.SECRET;
import static io.tributary.sqlserver.TwoOrganisations.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.RefusedException;
import io.tributary.sqlserver.trino.TrinoServer;
import io.tributary.tables.Entitlement;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.SqlServerFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One lake with its catalog on PostgreSQL, served twice: by Trino and by the embedded server, whose answers are the oracle. Needs a JDK 24
 * or newer, PostgreSQL's programs on the path and Trino where {@code tributary sql-server up --engine trino} puts it, or in the folder
 * that {@code -Dtributary.trino.folder} names.
 */
@Tag("slow")
class TrinoServerTest {
    private static final int ATTEMPTS_MAX = 600;

    @TempDir
    static Path folder;

    private static Optional<PostgresqlServer> database = Optional.empty();
    private static Optional<TwoOrganisations> embedded = Optional.empty();
    private static Optional<TrinoServer> trino = Optional.empty();
    private static final Map<String, Connection> ofTrino = new HashMap<>();
    private static final Map<String, Connection> ofEmbedded = new HashMap<>();

    @BeforeAll
    static void serve() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("sql-server.statement-timeout", "45s");
        properties.setProperty("sql-server.trino.catalog-user", "reader");
        properties.setProperty("sql-server.trino.folder", System.getProperty("tributary.trino.folder", ""));
        Optional<String> missing = PostgresqlServer.isInstalled()
                ? TrinoServer.missing(Configuration.of(folder, properties))
                : Optional.of("no PostgreSQL binaries");
        missing.ifPresent(what -> System.out.println("skipped: " + what));
        assumeTrue(missing.isEmpty(), "something is missing for Trino");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        database = Optional.of(PostgresqlServer.start(folder.resolve("postgresql")));
        properties.setProperty("lake.catalog-uri", database.get().uri());
        properties.setProperty("lake.catalog-user", PostgresqlServer.OWNER);
        embedded = Optional.of(TwoOrganisations.serve(folder.resolve("home"), properties));
        try (LakeCatalog lake = LakeCatalog.open(embedded.get().configuration())) {
            SevenStatementsTest.fill(lake);
        }
        database.get().execute("create role reader login");
        database.get().execute("grant select on iceberg_tables, iceberg_namespace_properties to reader");
        trino = Optional.of(TrinoServer.start(embedded.get().configuration(), 0, line -> {}));
    }

    @AfterAll
    static void stop() throws InterruptedException, SQLException {
        for (Connection connection : ofTrino.values()) {
            connection.close();
        }
        for (Connection connection : ofEmbedded.values()) {
            connection.close();
        }
        trino.ifPresent(TrinoServer::close);
        embedded.ifPresent(TwoOrganisations::close);
        if (database.isPresent()) {
            database.get().close();
        }
    }

    private static Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                url() + "&SSL=true&SSLTrustStorePath=" + files().certificate(), user, password);
    }

    private static String url() {
        return "jdbc:trino://127.0.0.1:" + trino.orElseThrow().port() + "/lake?source=test";
    }

    private static SqlServerFiles files() {
        return SqlServerFiles.of(embedded.orElseThrow().configuration().home());
    }

    private static Answer ask(String user, String sql) throws SQLException {
        if (!ofTrino.containsKey(user)) {
            ofTrino.put(user, connect(user, PASSWORD));
        }
        return Answer.of(ofTrino.get(user), sql);
    }

    private static Answer askEmbedded(String user, String sql) throws SQLException {
        if (!ofEmbedded.containsKey(user)) {
            ofEmbedded.put(user, embedded.orElseThrow().connect(user));
        }
        return Answer.of(ofEmbedded.get(user), sql);
    }

    private static void requireAlive() throws SQLException {
        assertThat(ask(NORTH, "select count(*) from rewards.payouts").rows()).containsExactly(List.of("1"));
        assertThat(ask(ALL, "select count(*) from rewards.payouts").rows()).containsExactly(List.of("4"));
    }

    @Test
    void theSevenStatementsHaveTheAnswersOfTheEmbeddedServerAndMoneyIsNoDouble() throws SQLException {
        for (String sql : TrinoStatements.SEVEN) {
            Answer want = askEmbedded(ALL, sql);
            Answer got = ask(ALL, sql);
            assertThat(got.columns()).as(sql).hasSameSizeAs(want.columns());
            assertThat(got.rows()).as(sql).isNotEmpty();
            assertThat(got.sorted(Set.of())).as(sql).isEqualTo(want.sorted(Set.of()));
            assertThat(got.types()).as(sql).doesNotContain(Types.DOUBLE, Types.REAL, Types.FLOAT);
            assertThat(want.types()).as(sql).doesNotContain(Types.DOUBLE, Types.REAL, Types.FLOAT);
        }
    }

    @Test
    void everyTableAndViewHasTheRowsOfTheEmbeddedServerForEachUser() throws SQLException {
        for (String user : List.of(NORTH, SOUTH, ALL)) {
            for (String table : TrinoStatements.OPEN) {
                String sql = "select * from " + table;
                Answer want = askEmbedded(user, sql);
                Answer got = ask(user, sql);
                if (!want.rows().isEmpty()) {
                    // The Flight driver names the columns of an empty answer twice.
                    assertThat(got.columns()).as(user + ": " + sql).isEqualTo(want.columns());
                }
                assertThat(got.sorted(Set.of("salt"))).as(user + ": " + sql).isEqualTo(want.sorted(Set.of("salt")));
                assertThat(got.types()).as(sql).doesNotContain(Types.DOUBLE, Types.REAL, Types.FLOAT);
            }
        }
    }

    @Test
    void whatIsClosedToOrganisationsIsRefused() {
        for (String table : List.of("registry.keys", "registry.heldout", "registry.terms", "views.lineage_gaps")) {
            for (String user : List.of(NORTH, SOUTH)) {
                assertThatThrownBy(() -> ask(user, "select * from " + table))
                        .as(table)
                        .hasMessageContaining("Access Denied");
            }
        }
    }

    @Test
    void olderVersionsShowNoMoreThanTheNewest() throws SQLException {
        assertThat(ask(NORTH, "select record_id from datanets.hidden for version as of 'v1'")
                        .rows())
                .isEmpty();
        assertThat(ask(NORTH, "select record_id from datanets.hidden for version as of 'v2'")
                        .rows())
                .isEmpty();
        assertThat(ask(NORTH, "select record_id from datanets.texts for version as of 'v1'")
                        .rows())
                .hasSize(2);
        assertThat(ask(SOUTH, "select record_id from datanets.texts for version as of 'v1'")
                        .rows())
                .containsExactly(List.of("t-2-" + SECRET));
        assertThat(ask(SOUTH, "select record_id from datanets.hidden for version as of 'v1'")
                        .rows())
                .hasSize(1);
        assertThat(ask(
                                NORTH,
                                "select payee from rewards.payouts for timestamp as of current_timestamp - interval '1' second")
                        .rows())
                .containsExactly(List.of("p-north"));
        String first = ask(ALL, "select min_by(snapshot_id, committed_at) from rewards.\"payouts$snapshots\"")
                .rows()
                .get(0)
                .get(0);
        assertThat(ask(ALL, "select payee from rewards.payouts for version as of " + first)
                        .rows())
                .hasSize(2);
        assertThat(ask(NORTH, "select payee from rewards.payouts for version as of " + first)
                        .rows())
                .containsExactly(List.of("p-north"));
    }

    @Test
    void metadataTablesAreRefused() {
        for (String kind : List.of(
                "snapshots",
                "history",
                "files",
                "partitions",
                "manifests",
                "refs",
                "properties",
                "entries",
                "all_entries",
                "all_manifests",
                "metadata_log_entries")) {
            for (String table : List.of("rewards.\"payouts$" + kind + "\"", "datanets.\"hidden$" + kind + "\"")) {
                assertThatThrownBy(() -> ask(NORTH, "select * from " + table))
                        .as(table)
                        .hasMessageContaining("Access Denied")
                        .message()
                        .doesNotContain(SECRET);
            }
        }
    }

    @Test
    void neitherStatisticsNorPlansNorErrorsTellOfHiddenRows() throws SQLException {
        for (String sql : List.of(
                "show stats for rewards.payouts",
                "show stats for (select * from rewards.payouts)",
                "explain select * from rewards.payouts",
                "explain (type distributed) select * from rewards.payouts",
                "explain (type io, format json) select * from rewards.payouts",
                "select table_name, table_type from information_schema.tables",
                "show tables from rewards")) {
            assertThat(String.valueOf(ask(NORTH, sql).rows()))
                    .as(sql)
                    .doesNotContain(SECRET)
                    .doesNotContain("42000000");
        }
        // For each of these a row of somebody else would be an error.
        for (String sql : List.of(
                "select payee from rewards.payouts where 1 / (amount - 42000000) < 1",
                "select 1 / (amount - 42000000) from rewards.payouts",
                "select a.payee from rewards.payouts a join rewards.payouts b on 1 / (a.amount - 42000000) = 1 / (b.amount - 31000000)",
                "select payee from views.payouts where 1 / (amount - 42) < 1",
                "select payee from rewards.payouts where if(payee like 'p-q%', 1 / (amount - amount), 1) = 1",
                "select payee from rewards.payouts where if(payee <> 'p-north', cast(fail(payee) as boolean), true)",
                "select max(if(payee <> 'p-north', cast(payee as bigint), 1)) from rewards.payouts")) {
            assertThat(ask(NORTH, sql).rows()).as(sql).hasSize(1);
        }
    }

    @Test
    void whatWritesOrLooksAsideOrIsNoStatementIsRefusedAndTheNextQueryAnswers() throws SQLException {
        SoftAssertions refused = new SoftAssertions();
        for (String user : List.of(NORTH, ALL)) {
            for (String sql : TrinoStatements.REFUSED) {
                refused.assertThatThrownBy(() -> ask(user, sql))
                        .as(user + ": " + sql)
                        .isInstanceOf(SQLException.class)
                        .message()
                        .doesNotContain(SECRET);
            }
            requireAlive();
        }
        refused.assertAll();
    }

    @Test
    void aNameWithQuotesIsANameAndAParameterIsAValue() throws SQLException {
        assertThat(ask(NORTH, "select payee as \"a\"\"b; drop\" from rewards.payouts")
                        .columns())
                .containsExactly("a\"b; drop");
        try (Connection connection = connect(NORTH, PASSWORD);
                PreparedStatement statement =
                        connection.prepareStatement("select count(*) from rewards.payouts where payee = ?")) {
            statement.setString(1, "p-north' or '1'='1'; drop table rewards.payouts --");
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getLong(1)).isZero();
            }
        }
        requireAlive();
    }

    @Test
    void whoHasNoPasswordOrNoTlsOrAnotherNameComesNotIn() throws Exception {
        assertThatThrownBy(() -> connect(NORTH, "wrong horse").createStatement().executeQuery("select 1"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Authentication failed");
        assertThatThrownBy(() -> connect("nobody", PASSWORD).createStatement().executeQuery("select 1"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Authentication failed");
        String certificate = "&SSL=true&SSLTrustStorePath=" + files().certificate();
        assertThatThrownBy(
                        () -> DriverManager.getConnection(url() + certificate + "&sessionUser=" + ALL, NORTH, PASSWORD)
                                .createStatement()
                                .executeQuery("select 1"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("Access Denied");
        assertThatThrownBy(() -> DriverManager.getConnection(url() + "&SSL=true", NORTH, PASSWORD)
                        .createStatement()
                        .executeQuery("select 1"))
                .as("without the certificate")
                .isInstanceOf(SQLException.class);
        String settings = Files.readString(files().trino().resolve("etc/config.properties"));
        String plainPort = settings.lines()
                .filter(line -> line.startsWith("http-server.http.port="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        HttpResponse<String> plain = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plainPort + "/v1/statement"))
                                .header("X-Trino-User", ALL)
                                .POST(HttpRequest.BodyPublishers.ofString("select 1"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(plain.statusCode()).isEqualTo(403);
        requireAlive();
    }

    @Test
    void aRunawayIsEndedAndTheNextQueryAnswers() throws SQLException {
        for (String sql : List.of(
                "select count(*) from unnest(sequence(1, 10000)) a(x), unnest(sequence(1, 10000)) b(x),"
                        + " unnest(sequence(1, 10000)) c(x) where a.x * b.x + c.x > 5",
                "select array_agg(cast(a.x as varchar) || cast(b.x as varchar)) from unnest(sequence(1, 10000)) a(x),"
                        + " unnest(sequence(1, 10000)) b(x)")) {
            assertThatThrownBy(() -> ask(NORTH, sql))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("exceeded");
            requireAlive();
        }
    }

    @Test
    void aRightIsSeenSoonAfterItIsGrantedAndNoMoreAfterItIsRevoked() throws SQLException {
        Entitlement right = new Entitlement("north", Entitlement.Kind.PAYEE, "p-granted");
        try (LakeCatalog lake = LakeCatalog.open(embedded.orElseThrow().configuration())) {
            new RegistryWriter(lake).grant(right);
            trino.orElseThrow().refresh();
            awaitCount(2);
            new RegistryWriter(lake).revoke(right);
            trino.orElseThrow().refresh();
            awaitCount(1);
        }
    }

    private static void awaitCount(long wanted) throws SQLException {
        String count = "";
        for (int attempt = 0; attempt < ATTEMPTS_MAX && !count.equals(Long.toString(wanted)); attempt++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            count = ask(NORTH, "select count(*) from rewards.payouts")
                    .rows()
                    .get(0)
                    .get(0);
        }
        assertThat(count).isEqualTo(Long.toString(wanted));
    }

    @Test
    void saltsOfOthersAreMasked() throws SQLException {
        assertThat(ask(NORTH, "select record_id, salt from datanets.texts order by 1")
                        .rows())
                .containsExactly(List.of("t-1", ""), List.of("t-2-" + SECRET, "null"));
    }

    @Test
    void secretsAreInFilesOfTheOwnerAloneAndOnNoCommandLine() throws Exception {
        Path etc = files().trino().resolve("etc");
        for (String file : List.of("config.properties", "catalog/lake.properties", "rules.json", "server.pem")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve(file))))
                    .as(file)
                    .isEqualTo("rw-------");
        }
        String secret = Files.readString(etc.resolve("config.properties"))
                .lines()
                .filter(line -> line.startsWith("internal-communication.shared-secret="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow();
        String command = ProcessHandle.of(trino.orElseThrow().pid())
                .orElseThrow()
                .info()
                .commandLine()
                .orElseThrow();
        assertThat(command).contains("WatchedTrino").doesNotContain(secret);
    }

    @Test
    void aRoleThatCanWriteIsRefused() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("lake.catalog-uri", database.orElseThrow().uri());
        properties.setProperty("sql-server.trino.catalog-user", PostgresqlServer.OWNER);
        Configuration configuration = Configuration.of(folder.resolve("other"), properties);
        assertThatThrownBy(() -> TrinoServer.start(configuration, 0, line -> {}))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("can write");
    }
}
