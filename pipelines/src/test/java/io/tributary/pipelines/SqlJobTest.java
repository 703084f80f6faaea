// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.pipelines.SqlJob.Access;
import io.tributary.protocol.error.InvalidInputException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for readers prints exact values and lets nothing through that changes the lake. */
class SqlJobTest {
    @TempDir
    static Path home;

    private static LakeSession session;

    @BeforeAll
    static void fill() {
        LakeFixture lake = LakeFixture.create(home);
        session = LakeSession.open(lake.configuration(), "local[1]", "sql test");
        for (int epoch = 1; epoch <= 3; epoch++) {
            session.spark()
                    .sql("INSERT INTO rewards.shares VALUES (" + epoch
                            + ", 'r-1', 'ada', 'data', 'texts/v1', 4611686018427387904), (" + epoch
                            + ", 'r-2', 'bob', 'data', 'texts/v1', 1)");
        }
    }

    @AfterAll
    static void close() {
        session.close();
    }

    @Test
    void jsonLinesKeepEveryDigit() {
        assertThat(read(
                        "SELECT share, CAST(share AS DECIMAL(38,0)) * 1000 AS more, 0.5D AS half, X'00ff' AS bytes,"
                                + " ARRAY('a', NULL) AS list, MAP('k', 1) AS map, STRUCT(true AS yes) AS record,"
                                + " 'say \"hi\"\\\\ \\n' AS text FROM rewards.shares WHERE epoch = 1 ORDER BY share DESC LIMIT 1",
                        RowFormat.JSONL))
                .isEqualTo("{\"share\":4611686018427387904,\"more\":4611686018427387904000,\"half\":\"0.5\","
                        + "\"bytes\":\"00ff\",\"list\":[\"a\",null],\"map\":{\"k\":1},\"record\":{\"yes\":true},"
                        + "\"text\":\"say \\\"hi\\\"\\\\ \\u000a\"}\n");
    }

    @Test
    void csvIsQuotedWhereItMustBe() {
        assertThat(read("SELECT 1 AS a, 'x,\"y\"' AS b, CAST(NULL AS STRING) AS c", RowFormat.CSV))
                .isEqualTo("a,b,c\r\n1,\"x,\"\"y\"\"\",\r\n");
    }

    @Test
    void textThatASpreadsheetWouldRunIsOnlyTextInCsv() {
        assertThat(read(
                        "SELECT '=cmd|x' AS a, '+1' AS b, '-2' AS c, '@x' AS d, -3 AS e, -0.5 AS f, CHR(9) || 'g' AS `=h`",
                        RowFormat.CSV))
                .isEqualTo("a,b,c,d,e,f,'=h\r\n'=cmd|x,'+1,'-2,'@x,-3,-0.5,'\tg\r\n");
    }

    @Test
    void tablesAreAligned() {
        assertThat(read("SELECT payee, share FROM rewards.shares WHERE epoch = 2 ORDER BY payee", RowFormat.TABLE))
                .isEqualTo("payee  share\n-----  -------------------\nada    4611686018427387904\nbob    1\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO rewards.shares VALUES (9, 'r', 'eve', 'data', 't', 1)",
                "WITH t AS (SELECT * FROM rewards.shares) INSERT INTO rewards.shares SELECT * FROM t",
                "FROM rewards.shares INSERT INTO rewards.shares SELECT *",
                "DELETE FROM rewards.shares",
                "UPDATE rewards.shares SET share = 0",
                "MERGE INTO rewards.shares s USING rewards.shares t ON s.epoch = t.epoch WHEN MATCHED THEN DELETE",
                "TRUNCATE TABLE rewards.shares",
                "DROP TABLE rewards.shares",
                "CREATE TABLE rewards.other AS SELECT 1 AS a",
                "ALTER TABLE rewards.shares ADD COLUMN more INT",
                "ALTER TABLE datanets.duplicates CREATE OR REPLACE TAG v1",
                "CALL lake.system.expire_snapshots(table => 'rewards.shares')",
                "EXECUTE IMMEDIATE 'DELETE FROM rewards.shares'",
                "BEGIN DELETE FROM rewards.shares; END",
                "SELECT TRANSFORM(payee) USING 'cat' AS a FROM rewards.shares",
                "WITH t AS (SELECT TRANSFORM(payee) USING 'cat' AS a FROM rewards.shares) SELECT * FROM t",
                "SELECT (SELECT MAX(a) FROM (SELECT TRANSFORM(payee) USING 'cat' AS a FROM rewards.shares))",
                "CACHE TABLE rewards.shares",
                "SET spark.sql.ansi.enabled = false",
                "ADD JAR '/tmp/any.jar'",
                "/* SELECT */ DELETE FROM rewards.shares"
            })
    void whatWouldChangeTheLakeIsRefused(String statement) {
        assertThatThrownBy(() -> read(statement, RowFormat.JSONL)).isInstanceOf(InvalidInputException.class);
        assertThat(read(
                        "SELECT COUNT(*) AS n, SUM(CAST(share AS DECIMAL(38,0))) AS s FROM rewards.shares",
                        RowFormat.JSONL))
                .isEqualTo("{\"n\":6,\"s\":13835058055282163715}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WITH t AS (SELECT epoch, SUM(share) OVER (PARTITION BY epoch ORDER BY payee DESC ROWS 0 PRECEDING) AS s"
                        + " FROM rewards.shares) SELECT epoch, MAX(s) FROM t GROUP BY epoch HAVING epoch > 1 ORDER BY 1"
                        + " LIMIT 2",
                "SELECT * FROM rewards.shares s LEFT JOIN rewards.payouts p ON s.payee = p.payee WHERE s.epoch IN"
                        + " (SELECT epoch FROM rewards.shares UNION SELECT 2) LIMIT 2 OFFSET 1",
                "SELECT DISTINCT e FROM rewards.shares LATERAL VIEW EXPLODE(SEQUENCE(1, 2)) t AS e ORDER BY e",
                "SELECT * FROM VALUES (1), (2) AS t(a)",
                "SELECT id FROM range(2)",
                "SELECT snapshot_id, operation FROM rewards.shares.snapshots LIMIT 2",
                "SELECT * FROM rewards.shares VERSION AS OF 'main' LIMIT 2",
                "SELECT * FROM (SELECT epoch, role, share FROM rewards.shares) PIVOT (COUNT(share) FOR role IN ('data'))"
                        + " LIMIT 2"
            })
    void queriesOfEveryShapeAreAllowed(String statement) {
        assertThat(read(statement, RowFormat.JSONL).lines()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHOW TABLES IN rewards", "DESCRIBE rewards.shares", "EXPLAIN DELETE FROM rewards.shares"})
    void lookingAroundIsAllowed(String statement) {
        assertThat(read(statement, RowFormat.JSONL)).contains("share");
    }

    @Test
    void aMistakeIsToldInOneSentence() {
        assertThatThrownBy(() -> read("SELECT * FROM rewards.nowhere", RowFormat.TABLE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("nowhere")
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> read("SELEC 1", RowFormat.TABLE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("does not parse");
        assertThatThrownBy(() -> RowFormat.of("xml")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void maintenanceRewritesFilesAndKeepsRows() {
        String all = "SELECT * FROM rewards.shares ORDER BY epoch, inference_id";
        String before = read(all, RowFormat.CSV);
        print(
                "CALL lake.system.rewrite_data_files(table => 'rewards.shares', options => map('rewrite-all', 'true'))",
                Access.MAINTAIN,
                RowFormat.TABLE);
        assertThat(read(all, RowFormat.CSV)).isEqualTo(before);
        for (String other : new String[] {
            "DROP TABLE rewards.shares", "CALL lake.system.expire_snapshots('rewards.shares')", "SELECT 1"
        }) {
            assertThatThrownBy(() -> print(other, Access.MAINTAIN, RowFormat.TABLE))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    private static String read(String statement, RowFormat format) {
        return print(statement, Access.READ, format);
    }

    private static String print(String statement, Access access, RowFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SqlJob.print(session.spark(), statement, access, format, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
