// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A result that was pinned comes again, bit for bit, when more has been written; one that cannot is refused. */
class SqlAnswerTest {
    private static final String BY_PAYEE =
            "SELECT payee, CAST(SUM(share) AS DECIMAL(38,0)) AS total FROM rewards.shares GROUP BY payee";

    @TempDir
    static Path home;

    private static LakeFixture lake;
    private static LakeSession session;

    @BeforeAll
    static void open() {
        lake = LakeFixture.create(home);
        append("ada", 3);
        append("bob", 4);
        session = LakeSession.openToRead(lake.configuration(), "answer test");
    }

    @AfterAll
    static void close() {
        session.close();
    }

    private static void append(String payee, long share) {
        try (LakeCatalog catalog = LakeCatalog.open(lake.configuration())) {
            TableWriter.of(catalog.table(RewardTables.SHARES_TABLE))
                    .append(List.of(Row.builder()
                            .number(RewardTables.EPOCH, 1)
                            .text(RewardTables.INFERENCE_ID, "r")
                            .text(RewardTables.PAYEE, payee)
                            .text(RewardTables.ROLE, "data")
                            .text(RewardTables.SUBJECT, "texts/v1")
                            .number(RewardTables.SHARE, share)
                            .build()));
        }
    }

    private static String give(SqlAnswer answer) {
        return give(answer, new AnswerBound(Long.MAX_VALUE, 1L << 30));
    }

    private static String give(SqlAnswer answer, AnswerBound bound) {
        SparkSession fresh = ((org.apache.spark.sql.classic.SparkSession) session.spark()).newSession();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        answer.give(fresh, out, bound);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static SqlAnswer jsonl(String query, Optional<Path> pin, Optional<Path> pinned) {
        return new SqlAnswer(
                Optional.of(query).filter(text -> !text.isEmpty()),
                Optional.of(RowFormat.JSONL),
                Optional.empty(),
                pin,
                pinned);
    }

    @Test
    void aPinnedResultComesAgainAfterMoreWasWritten() throws IOException {
        Path pin = home.resolve("pin.json");
        String before = give(jsonl(BY_PAYEE + " ORDER BY 1", Optional.of(pin), Optional.empty()));
        append("ada", 100);
        assertThat(give(jsonl(BY_PAYEE + " ORDER BY 1", Optional.empty(), Optional.empty())))
                .isNotEqualTo(before);
        assertThat(give(jsonl("", Optional.empty(), Optional.of(pin)))).isEqualTo(before);
        assertThat(give(jsonl("SELECT COUNT(*) AS n FROM rewards.shares", Optional.empty(), Optional.of(pin))))
                .isEqualTo("{\"n\":2}\n");
        String text = Files.readString(pin);
        Path other = home.resolve("other.json");
        Files.writeString(other, text.replaceFirst("\"digest\":\"[0-9a-f]", "\"digest\":\"x"));
        assertThatThrownBy(() -> give(jsonl("", Optional.empty(), Optional.of(other))))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("the pinned result had 2 rows");
        Files.writeString(other, text.replaceFirst("\"snapshot\":\"[0-9]+", "\"snapshot\":\"17"));
        assertThatThrownBy(() -> give(jsonl("", Optional.empty(), Optional.of(other))))
                .hasMessageContaining("is not there any more");
    }

    @Test
    void whatIsAnotherEachTimeIsNotPinned() {
        Optional<Path> pin = Optional.of(home.resolve("never.json"));
        for (String statement : List.of(
                "SELECT current_timestamp()",
                "SELECT * FROM rewards.shares WHERE rand() < 2",
                "SELECT * FROM rewards.shares.snapshots",
                "SHOW TABLES IN rewards")) {
            assertThatThrownBy(() -> give(jsonl(statement, pin, Optional.empty())))
                    .as(statement)
                    .isInstanceOf(InvalidInputException.class);
        }
        assertThat(pin.get()).doesNotExist();
    }

    @Test
    void onlyWhatIsInMemoryAtATimeIsBounded() {
        AnswerBound bound = new AnswerBound(Long.MAX_VALUE, 1_000_000);
        assertThatThrownBy(() -> give(
                        jsonl(
                                "SELECT repeat('x', 300000) AS x FROM range(0, 4, 1, 1)",
                                Optional.empty(),
                                Optional.empty()),
                        bound))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("ask for fewer rows with LIMIT");
        assertThat(give(
                        jsonl(
                                "SELECT repeat('x', 300000) AS x FROM range(0, 4, 1, 4)",
                                Optional.empty(),
                                Optional.empty()),
                        bound))
                .hasSize(4 * (300_000 + "{'x':''}\n".length()));
    }

    @Test
    void oneStatementReadsATableAtOneSnapshot() {
        assertThat(give(jsonl(
                        "SELECT COUNT(*) AS n FROM rewards.shares a JOIN rewards.shares b ON a.share = b.share AND a.payee = b.payee"
                                + " WHERE a.share < 5",
                        Optional.empty(),
                        Optional.empty())))
                .isEqualTo("{\"n\":2}\n");
    }

    @Test
    void parquetHoldsTheSameRows() {
        Path file = home.resolve("rows.parquet");
        give(new SqlAnswer(
                Optional.of(BY_PAYEE), Optional.empty(), Optional.of(file), Optional.empty(), Optional.empty()));
        assertThat(session.spark()
                        .read()
                        .parquet(file.toUri().toString())
                        .schema()
                        .simpleString())
                .isEqualTo("struct<payee:string,total:decimal(38,0)>");
        assertThat(session.spark().read().parquet(file.toUri().toString()).count())
                .isEqualTo(2);
        assertThat(home.toFile().list((folder, name) -> name.startsWith(".parquet-")))
                .isEmpty();
        assertThatThrownBy(() -> new SqlAnswer(
                        Optional.of(BY_PAYEE), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()))
                .hasMessageContaining("--out");
    }
}
