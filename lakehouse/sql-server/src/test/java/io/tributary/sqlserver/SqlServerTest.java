// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.SqlServerFiles;
import io.tributary.tables.SqlUsers;
import io.tributary.tables.TableReader;
import io.tributary.tables.TableWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An analyst's JDBC program against the running server: exact values come out, and nothing goes in. */
class SqlServerTest {
    private static final String USER = "ada";
    private static final String PASSWORD = "correct horse";
    private static final long LARGE_SHARE = 4611686018427387904L;
    private static final int ROWS = 10_000;

    @TempDir
    static Path home;

    private static Configuration configuration;
    private static SqlServer server;

    @BeforeAll
    static void start() throws InterruptedException {
        Properties properties = new Properties();
        properties.setProperty("sql-server.statement-timeout", "20s");
        properties.setProperty("sql-server.rows-max", "50000");
        properties.setProperty("sql-server.bytes-max", "100000000");
        properties.setProperty("spark.master", "local[2]");
        configuration = Configuration.of(home, properties);
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            LakeInit.run(lake);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < ROWS; i++) {
                rows.add(Row.builder()
                        .number(RewardTables.EPOCH, 1)
                        .text(RewardTables.INFERENCE_ID, "r-" + i)
                        .text(RewardTables.PAYEE, i == 0 ? "o'hara; drop \"t\"" : "p-" + i % 7)
                        .text(RewardTables.ROLE, "data")
                        .text(RewardTables.SUBJECT, "texts/v1")
                        .number(RewardTables.SHARE, LARGE_SHARE - i)
                        .build());
            }
            TableWriter.of(lake.table(RewardTables.SHARES_TABLE)).append(rows);
            LakeInit.createDatanet(lake, "texts");
            new RegistryWriter(lake)
                    .datanet(new RegisteredDatanet(
                            "Texts",
                            new DatanetEntry("test", "texts", "org1", "CC0-1.0", Hash.sha256(new byte[0]), 1)));
            TableWriter.of(lake.table(RewardTables.PAYOUTS_TABLE))
                    .append(List.of(payout("p-1", 1, 0), payout("p-2", 9_000_000_000_000_001L, 1)));
        }
        new SqlUsers(SqlServerFiles.of(home).users()).put(USER, PASSWORD, new byte[16]);
        server = SqlServer.start(configuration, 0);
    }

    private static Row payout(String payee, long amountMicros, int index) {
        return Row.builder()
                .text(RewardTables.NETWORK, "test")
                .number(RewardTables.EPOCH, 1)
                .text(RewardTables.PAYEE, payee)
                .text(RewardTables.PAYEE_KEY, "00")
                .text(RewardTables.ROLE, "data")
                .text(RewardTables.REASON, "inference")
                .text(RewardTables.SUBJECT, "texts/v1")
                .number(RewardTables.AMOUNT, amountMicros)
                .text(RewardTables.UNIT, "credit")
                .text(RewardTables.SALT, "00")
                .int32(RewardTables.LEAF_INDEX, index)
                .text(RewardTables.LEAF_HASH, "00")
                .build();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Connection connect(String user, String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:arrow-flight-sql://127.0.0.1:" + server.port() + "/?useSystemTrustStore=false&tlsRootCerts="
                        + SqlServerFiles.of(home).certificate(),
                user,
                password);
    }

    private static List<List<Object>> ask(String sql) throws SQLException {
        try (Connection connection = connect(USER, PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<List<Object>> result = new ArrayList<>();
            while (rows.next()) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    row.add(rows.getObject(column));
                }
                result.add(row);
            }
            return result;
        }
    }

    @Test
    void valuesComeOutAsTheyAre() throws SQLException {
        assertThat(
                        ask(
                                "select share, cast(share as decimal(38,6)) / 1000000 as coins, payee, true, null, date'2026-01-02',"
                                        + " timestamp'2026-01-02 03:04:05Z', X'00ff' from rewards.shares where inference_id = 'r-0'"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get(0)).isEqualTo(LARGE_SHARE);
                    assertThat((BigDecimal) row.get(1)).isEqualByComparingTo("4611686018427.387904");
                    assertThat(row.get(2)).isEqualTo("o'hara; drop \"t\"");
                    assertThat(row.get(3)).isEqualTo(true);
                    assertThat(row.get(4)).isNull();
                    assertThat(row.get(5)).hasToString("2026-01-02");
                    assertThat(((java.sql.Timestamp) row.get(6)).toInstant())
                            .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
                    assertThat((byte[]) row.get(7)).containsExactly(0, 0xff);
                });
    }

    @Test
    void everyRowArrivesOnce() throws SQLException {
        List<List<Object>> rows = ask("select inference_id from rewards.shares");
        assertThat(rows.stream().map(row -> row.get(0)).distinct()).hasSize(ROWS);
        assertThat(rows).hasSize(ROWS);
    }

    @Test
    void anEmptyAnswerHasItsColumns() throws SQLException {
        try (Connection connection = connect(USER, PASSWORD);
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery(
                                "select payee, sum(share) as total from rewards.shares where epoch = 9 group by 1")) {
            assertThat(rows.getMetaData().getColumnLabel(2)).isEqualTo("total");
            assertThat(rows.getMetaData().getColumnType(2)).isEqualTo(Types.BIGINT);
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void theTableTreeShowsWhatIsThere() throws SQLException {
        try (Connection connection = connect(USER, PASSWORD)) {
            DatabaseMetaData metadata = connection.getMetaData();
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = metadata.getTables("lake", "rewards", "%", null)) {
                while (rows.next()) {
                    tables.add(rows.getString("TABLE_SCHEM") + "." + rows.getString("TABLE_NAME"));
                }
            }
            assertThat(tables).containsExactly("rewards.epochs", "rewards.payouts", "rewards.shares");
            List<String> columns = new ArrayList<>();
            try (ResultSet rows = metadata.getColumns("lake", "rewards", "shares", "%")) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
            }
            assertThat(columns).containsExactly("epoch", "inference_id", "payee", "role", "subject", "share");
            assertThat(metadata.isReadOnly()).isTrue();
        }
    }

    @Test
    void moneyInViewsIsExactAndInWholeUnits() throws SQLException {
        assertThat(ask("select amount from views.payouts order by amount"))
                .containsExactly(List.of(new BigDecimal("0.000001")), List.of(new BigDecimal("9000000000.000001")));
        assertThat(ask("select licence, sum(amount) from views.payouts_by_licence group by 1"))
                .containsExactly(List.of("CC0-1.0", new BigDecimal("9000000000.000002")));
    }

    @Test
    void everyViewIsInTheTreeAndHasTheColumnsThatItsTextGives() throws SQLException {
        List<String> views = new ArrayList<>();
        try (Connection connection = connect(USER, PASSWORD);
                ResultSet rows = connection.getMetaData().getTables("lake", "views", "%", new String[] {"VIEW"})) {
            while (rows.next()) {
                views.add(rows.getString("TABLE_NAME"));
            }
        }
        assertThat(views).hasSize(20).contains("records", "credits", "changes", "epochs", "lineage_gaps");
        for (String view : views) {
            assertThat(ask("select * from views." + view)).as(view).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into rewards.shares values (9, 'r', 'eve', 'data', 't', 1)",
                "delete from rewards.shares",
                "drop table rewards.shares",
                "create table rewards.other as select 1 as a",
                "call lake.system.rewrite_data_files('rewards.shares')",
                "set spark.sql.ansi.enabled = false",
                "select * from parquet.`/etc`",
                "select 1; drop table rewards.shares",
                "add jar '/tmp/x.jar'",
                "refresh table rewards.shares"
            })
    void nothingIsChangedAndTheNextQuestionIsAnswered(String statement) throws SQLException {
        assertThatThrownBy(() -> ask(statement)).isInstanceOf(SQLException.class);
        assertThat(ask("select count(*) from rewards.shares")).containsExactly(List.of((long) ROWS));
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            assertThat(TableReader.of(lake.table(RewardTables.SHARES_TABLE)).count())
                    .isEqualTo(ROWS);
        }
    }

    @Test
    void whatLooksLikeAVariableInAStatementIsText() throws SQLException {
        assertThat(ask("select '${env:PATH}', '${system:user.dir}', '${spark.sql.catalog.lake.uri}'"))
                .containsExactly(List.of("${env:PATH}", "${system:user.dir}", "${spark.sql.catalog.lake.uri}"));
    }

    @Test
    void theServersFilesAreNoTables() {
        SqlServerFiles files = SqlServerFiles.of(home);
        assertThat(List.of(files.users(), files.privateKey())).allSatisfy(file -> {
            assertThat(file).isRegularFile();
            assertThatThrownBy(() -> ask("select * from text.`" + file + "`"))
                    .hasStackTraceContaining("TABLE_OR_VIEW_NOT_FOUND");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select Java_Method('java.lang.System', 'getenv', 'PATH')",
                "select identifier('reflect')('java.lang.System', 'getenv', 'PATH')",
                "explain select 1 where identifier('ref' || 'lect')('java.lang.System', 'getenv', 'PATH') is null",
                "select sum(1) over w from range(1) window w as (partition by reflect('java.lang.System', 'getenv', 'PATH'))"
            })
    void noStatementRunsCodeOfItsOwnChoiceWhereverItIsHidden(String statement) {
        assertThatThrownBy(() -> ask(statement)).hasStackTraceContaining("statement calls");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1E2000000000BD > 0 | exponent",
                "select sum(1) from range(0, 10, 1, 2000000000) | 2000000000 partitions",
                "select /*+ repartition(2000000000) */ 1 from range(1) | 2000000000 partitions",
                "select length(repeat('x', 2147483647)) | more memory than there is",
                "select length(repeat(payee, 700000000)) from rewards.shares where inference_id = 'r-1' | more memory than there is"
            })
    void whatNoMachineCanDoEndsWithTheStatementAndNotWithTheServer(String statementAndReason) throws SQLException {
        String[] parts = statementAndReason.split(" \\| ");
        assertThatThrownBy(() -> ask(parts[0])).hasStackTraceContaining(parts[1]);
        assertThat(ask("select 1")).containsExactly(List.of(1));
    }

    @Test
    void aStatementThatWouldBeAMillionStepsWrittenOutIsRefusedAndOneThatRepeatsItselfABitIsNot() throws SQLException {
        assertThatThrownBy(() -> ask(doubled(20))).hasMessageContaining("want at most 10000");
        assertThat(ask(doubled(5))).containsExactly(List.of(32L));
    }

    /** Common table expressions that each name the one before twice. */
    private static String doubled(int times) {
        StringBuilder sql = new StringBuilder("with c0 as (select 1 as x)");
        for (int i = 1; i <= times; i++) {
            String before = " select x from c" + (i - 1);
            sql.append(", c")
                    .append(i)
                    .append(" as (")
                    .append(before)
                    .append(" union all")
                    .append(before)
                    .append(')');
        }
        return sql + " select count(*) from c" + times;
    }

    @Test
    void aMistakeIsToldInSparksOwnFirstSentence() {
        assertThatThrownBy(() -> ask("select nothing from rewards.shares"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("UNRESOLVED_COLUMN");
    }

    @Test
    void aStatementThatRunsAwayIsEndedAndTheNextIsAnswered() throws SQLException {
        assertThatThrownBy(() -> ask("select sum(a.id * b.id) from range(100000000) a cross join range(100000000) b"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("ran longer than 20 s");
        assertThat(ask("select 1")).containsExactly(List.of(1));
    }

    @Test
    void anAnswerWithTooManyRowsIsRefusedBeforeItFillsTheMemory() throws SQLException {
        assertThatThrownBy(() -> ask("select id from range(2000000000)")).hasMessageContaining("more than 50000 rows");
        assertThat(ask("select id from range(2000000000) limit 50000")).hasSize(50_000);
    }

    @Test
    void fewRowsThatAreHugeAreRefusedAndTheNextQuestionIsAnswered() throws SQLException {
        assertThatThrownBy(() -> ask("select repeat('x', 3000000) from range(40)"))
                .hasMessageContaining(
                        "more than 100000000 bytes (sql-server.bytes-max); ask for fewer rows with LIMIT");
        assertThatThrownBy(() -> ask("select repeat('x', 100000000 + cast(id as int)) from range(1)"))
                .hasMessageContaining("more than 100000000 bytes");
        assertThat(ask("select repeat('x', 3000000) from range(40) limit 3"))
                .hasSize(3)
                .allSatisfy(row -> assertThat((String) row.get(0)).hasSize(3_000_000));
    }

    /** More clients than may ask come at once, so that some of them are kept out whichever comes first. */
    @Test
    void clientsThatDoNotReadKeepNobodyOutForLongerThanTheTimeout() throws Exception {
        List<Connection> idle = Collections.synchronizedList(new ArrayList<>());
        ExecutorService clients = Executors.newFixedThreadPool(12);
        try {
            List<Future<ResultSet>> asked = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                asked.add(clients.submit(() -> {
                    Connection connection = connect(USER, PASSWORD);
                    idle.add(connection);
                    return connection.createStatement().executeQuery("select id, repeat('x', 2000) from range(40000)");
                }));
            }
            assertThat(asked)
                    .anySatisfy(client ->
                            assertThatThrownBy(client::get).hasStackTraceContaining("8 statements run already"));
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!answered("select 1")) {
                assertThat(System.nanoTime())
                        .as("time at which nobody is kept out any more")
                        .isLessThan(end);
            }
        } finally {
            clients.shutdownNow();
            closeUnread(idle);
        }
    }

    /** All at once: each waits some seconds for the rows that it does not read. */
    private static void closeUnread(List<Connection> connections) throws InterruptedException {
        List<Thread> closing = connections.stream()
                .map(connection -> new Thread(() -> closeUnread(connection), "close-unread"))
                .toList();
        closing.forEach(Thread::start);
        for (Thread thread : closing) {
            thread.join();
        }
    }

    private static void closeUnread(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The driver complains of the rows that it holds and nobody read, which is what this client is for.
        }
    }

    private static boolean answered(String sql) {
        try {
            return ask(sql).size() == 1;
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    @Test
    void wrongPasswordsAndUnknownUsersAreRefused() {
        for (String[] pair : new String[][] {{USER, "wrong"}, {"eve", PASSWORD}, {USER, ""}, {"", ""}}) {
            assertThatThrownBy(() -> connect(pair[0], pair[1]).close())
                    .as("user '%s' with password '%s'", pair[0], pair[1])
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void aNewPasswordClosesWhatTheOldOneOpened() throws SQLException {
        SqlUsers users = new SqlUsers(SqlServerFiles.of(home).users());
        users.put("grace", "the first password", new byte[16]);
        try (Connection connection = connect("grace", "the first password");
                Statement statement = connection.createStatement()) {
            statement.executeQuery("select 1").close();
            byte[] salt = new byte[16];
            salt[0] = 1;
            users.put("grace", "the second password", salt);
            assertThatThrownBy(() -> statement.executeQuery("select 1").close())
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("has a new password");
        }
        try (Connection connection = connect("grace", "the second password");
                Statement statement = connection.createStatement()) {
            statement.executeQuery("select 1").close();
        }
    }

    @Test
    void withoutTlsThereIsNoAnswer() {
        assertThatThrownBy(() -> DriverManager.getConnection(
                                "jdbc:arrow-flight-sql://127.0.0.1:" + server.port() + "/?useEncryption=false",
                                USER,
                                PASSWORD)
                        .close())
                .isInstanceOf(SQLException.class);
    }

    @Test
    void analystsAskAtTheSameTime() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<List<List<Object>>>> answers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                int payee = i % 7;
                Callable<List<List<Object>>> question =
                        () -> ask("select count(*) from rewards.shares where payee = 'p-" + payee + "'");
                answers.add(pool.submit(question));
            }
            for (int i = 0; i < answers.size(); i++) {
                long expected = i % 7 == 0 ? 1428 : i % 7 < 4 ? 1429 : 1428;
                assertThat(answers.get(i).get()).containsExactly(List.of(expected));
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
