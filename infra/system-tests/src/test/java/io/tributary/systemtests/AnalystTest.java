// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What an analyst does in the first ten minutes: starts the server over a demo's lake and asks it with a JDBC program. */
class AnalystTest {
    private static final String USER = "grace";

    private static DemoRun demo;
    private static JsonNode before;
    private static RunningCommand server;
    private static String url;
    private static String password;

    @BeforeAll
    static void start() throws InterruptedException {
        demo = Fork.of(SharedDemos.small(), "analyst");
        before = demo.sqlRow("select paid, pool, (select count(*) from rewards.payouts) as payouts"
                + " from rewards.epochs where epoch = 1");
        password = demo.command("sql-server", "user", USER, "--json")
                .run()
                .expect(0)
                .json()
                .get("password")
                .asText();
        server = demo.command("sql-server", "up", "--port", "0", "--json").start();
        url = server.firstRow().get("url").asText();
    }

    @AfterAll
    static void end() {
        demo.command("sql-server", "down").run().expect(0);
        server.await().expect(0);
    }

    @Test
    void moneyAskedOverJdbcIsTheMoneyOfTheRecord() throws SQLException {
        String query = "select cast(sum(p.amount) as string), cast(max(e.paid) as string), cast(max(e.pool) as string)"
                + " from views.payouts p join views.epochs e on e.epoch = p.epoch where p.epoch = 1";
        List<String> printed =
                program(url, password, query).expect(0).out().lines().toList();
        assertThat(printed).isEqualTo(ask(query)).hasSize(1);
        String[] sums = printed.get(0).split("\t");
        assertThat(new BigDecimal(sums[0])).isEqualByComparingTo(sums[1]).isPositive();
        assertThat(new BigDecimal(sums[1]).movePointRight(6))
                .isEqualByComparingTo(before.get("paid").decimalValue());
        assertThat(new BigDecimal(sums[2]).movePointRight(6))
                .isEqualByComparingTo(before.get("pool").decimalValue());
    }

    @Test
    void theQuestionsOfAnAnalystAreAnswered() throws SQLException {
        assertThat(ask("select datanet, newest_version, records from views.datanets"))
                .hasSize(1);
        assertThat(ask("select count(*) from datanets.speeches for version as of 'v1'"))
                .isEqualTo(ask("select records from views.versions where tag = 'v1'"));
        assertThat(
                        ask(
                                "select payee, sum(amount) from views.payouts where epoch = 1 group by 1 order by 2 desc limit 20"))
                .hasSizeGreaterThan(3);
        assertThat(ask("select licence, sum(amount) from views.payouts_by_licence group by 1"))
                .hasSize(1);
        assertThat(ask("select r.record_id, r.licence from views.records r where r.datanet = 'speeches' limit 5"))
                .hasSize(5);
        assertThat(ask("select model, answer, count(*), sum(fee) from views.inferences group by 1, 2"))
                .isNotEmpty();
        assertThat(ask("select type, count(*) from views.ledger_log group by 1"))
                .isNotNull();
        assertThat(
                        ask(
                                "select epoch, receipt_id, sum(share) from views.shares group by 1, 2 having sum(share) > 4611686018427387904"))
                .isEmpty();
    }

    @Test
    void theSevenStatementsAreTimedBesideARunningServer() {
        JsonNode timed = demo.command("bench", "sql", "--runs", "1", "--json")
                .run()
                .expect(0)
                .json();
        assertThat(timed.get("statements")).hasSize(7);
        assertThat(timed.findValues("medianMicros"))
                .allSatisfy(micros -> assertThat(micros.asLong()).isPositive());
    }

    @Test
    void whatWouldWriteIsRefusedAndTheLakeStaysAsItIs() throws SQLException {
        Outcome refused = program(url, password, "delete from rewards.payouts");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(program(url, "wrong-password", "select 1").exitCode()).isNotZero();
        assertThat(ask("select 1")).containsExactly("1");
        assertThat(demo.sqlRow("select count(*) as payouts from rewards.payouts")
                        .get("payouts"))
                .isEqualTo(before.get("payouts"));
    }

    /** The rows as the program of the examples prints them, without a JVM for each question. */
    private static List<String> ask(String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(url, USER, password);
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            while (rows.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    cells.add(String.valueOf(rows.getObject(column)));
                }
                lines.add(String.join("\t", cells));
            }
        }
        return lines;
    }

    private static Outcome program(String address, String secret, String query) {
        return Command.java("--add-opens=java.base/java.nio=ALL-UNNAMED", "-cp", driver().toString())
                .with("lakehouse/sql-server/examples/Ask.java", address, USER, secret, query)
                .run();
    }

    private static Path driver() {
        try {
            return Path.of(org.apache.arrow.driver.jdbc.ArrowFlightJdbcDriver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the driver's jar has no path", e);
        }
    }
}
