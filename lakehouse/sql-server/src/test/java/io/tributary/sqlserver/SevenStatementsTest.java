// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import static io.tributary.sqlserver.TwoOrganisations.ALL;
import static io.tributary.sqlserver.TwoOrganisations.append;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.tables.AttributionTables;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.LedgerTables;
import io.tributary.tables.ModelTables;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.TableReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The seven questions of an analyst over JDBC. The answers are computed a second time in plain Java from the rows of the tables, and no
 * amount of money is ever a DOUBLE.
 */
@Tag("slow")
class SevenStatementsTest {
    @TempDir
    static Path home;

    private static TwoOrganisations lake;

    @BeforeAll
    static void serve() throws InterruptedException {
        lake = TwoOrganisations.serve(home);
        try (LakeCatalog writer = LakeCatalog.open(lake.configuration())) {
            fill(writer);
        }
    }

    /** What the seven statements ask for beyond the fixture. */
    static void fill(LakeCatalog writer) {
        append(
                writer,
                LedgerTables.PAYOUT_CHECKS_TABLE,
                Map.of("epoch", 1L, "payee", "p-north", "leaf_index", 0, "ok", true),
                Map.of("epoch", 1L, "payee", "p-granted", "leaf_index", 1, "ok", false));
        append(
                writer,
                RewardTables.SHARES_TABLE,
                Map.of(
                        "epoch",
                        1L,
                        "inference_id",
                        "r-1",
                        "payee",
                        "p-north",
                        "role",
                        "data",
                        "subject",
                        "texts/v1",
                        "share",
                        9L));
        append(
                writer,
                AttributionTables.SCORES_TABLE,
                Map.of("epoch", 1L, "receipt_id", "r-1", "row_id", "gone", "contributor", "c-north"),
                Map.of(
                        "epoch",
                        1L,
                        "receipt_id",
                        "r-1",
                        "row_id",
                        "c-north/a/000002",
                        "contributor",
                        "c-north",
                        "score",
                        -5L));
        append(writer, BronzeTables.BATCHES_TABLE, Map.of("signer", "c-north", "item_count", 1L));
        append(
                writer,
                ModelTables.ROWS_TABLE,
                Map.of(
                        "model_id",
                        "m-north",
                        "contributor",
                        "c-north",
                        "row_id",
                        "c-north/a/000002",
                        "first_record_id",
                        "t-1",
                        "last_record_id",
                        "t-1"));
        LakeInit.run(writer);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    /** Rows, and for each column its type. */
    private record Answer(List<List<Object>> rows, List<Integer> types) {}

    private static Answer ask(String sql) throws SQLException {
        try (Connection connection = lake.connect(ALL);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            List<Integer> types = new ArrayList<>();
            for (int column = 1; column <= columns.getColumnCount(); column++) {
                types.add(columns.getColumnType(column));
            }
            List<List<Object>> all = new ArrayList<>();
            while (rows.next()) {
                List<Object> row = new ArrayList<>();
                for (int column = 1; column <= types.size(); column++) {
                    row.add(rows.getObject(column));
                }
                all.add(row);
            }
            assertThat(types).doesNotContain(Types.DOUBLE, Types.FLOAT, Types.REAL);
            return new Answer(all, types);
        }
    }

    private static List<Row> table(TableDefinition definition) {
        try (LakeCatalog reader = LakeCatalog.openToRead(lake.configuration())) {
            return TableReader.of(reader.table(definition)).list();
        }
    }

    @Test
    void whoWasPaidMost() throws SQLException {
        Map<String, Long> micros = new TreeMap<>();
        table(RewardTables.PAYOUTS_TABLE)
                .forEach(row ->
                        micros.merge(row.text(RewardTables.PAYEE), row.number(RewardTables.AMOUNT), Math::addExact));
        List<List<Object>> expected = micros.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry -> List.<Object>of(
                        entry.getKey(), BigDecimal.valueOf(entry.getValue(), 6).setScale(12, RoundingMode.UNNECESSARY)))
                .toList();
        Answer answer = ask("SELECT payee, CAST(SUM(amount) AS DECIMAL(38,6))/1000000 AS paid FROM lake.rewards.payouts"
                + " WHERE epoch = 1 GROUP BY 1 ORDER BY 2 DESC LIMIT 20");
        assertThat(answer.types()).containsExactly(Types.VARCHAR, Types.DECIMAL);
        assertThat(answer.rows()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(answer.rows().get(i).get(0)).isEqualTo(expected.get(i).get(0));
            assertThat((BigDecimal) answer.rows().get(i).get(1))
                    .isEqualByComparingTo((BigDecimal) expected.get(i).get(1));
        }
    }

    @Test
    void aVersionIsTheTableAsItWas() throws SQLException {
        Answer answer = ask("SELECT * FROM lake.datanets.hidden FOR VERSION AS OF 'v1'");
        assertThat(answer.types())
                .hasSameSizeAs(DatanetTables.records("hidden").schema().columns());
        assertThat(answer.rows()).hasSize(1);
        assertThat(ask("SELECT * FROM lake.datanets.hidden FOR VERSION AS OF 'v2'")
                        .rows())
                .hasSize(2);
    }

    @Test
    void whatChangedBetweenVersions() throws SQLException {
        assertThat(
                        ask("SELECT change, record_id FROM lake.views.changes WHERE datanet = 'hidden' AND from_version = 'v1'"
                                        + " AND to_version = 'v2'")
                                .rows())
                .containsExactly(List.of("added", "h-2-" + TwoOrganisations.SECRET));
    }

    @Test
    void whichRecordsShapedAnAnswer() throws SQLException {
        Answer answer = ask("SELECT r.record_id, r.licence, a.score FROM lake.views.scores a JOIN lake.views.records r"
                + " USING (record_id) WHERE a.receipt_id = 'r-1'");
        assertThat(answer.types()).containsExactly(Types.VARCHAR, Types.VARCHAR, Types.BIGINT);
        assertThat(answer.rows()).containsExactly(List.of("t-1", "", -5L));
    }

    @Test
    void whetherAPayoutLeadsToTheAttestedRoot() throws SQLException {
        List<List<Object>> expected = new ArrayList<>();
        table(LedgerTables.PAYOUT_CHECKS_TABLE)
                .forEach(row -> expected.add(List.of(
                        row.number(LedgerTables.EPOCH), row.text(LedgerTables.PAYEE), row.flag(LedgerTables.OK))));
        expected.sort(Comparator.comparing(row -> (String) row.get(1)));
        Answer answer = ask("SELECT epoch, payee, ok FROM lake.views.payout_checks ORDER BY payee");
        assertThat(answer.types()).containsExactly(Types.BIGINT, Types.VARCHAR, Types.BOOLEAN);
        assertThat(answer.rows()).isEqualTo(expected);
    }

    @Test
    void whatEachModelPaidUnderALicence() throws SQLException {
        BigDecimal north = BigDecimal.ZERO;
        BigDecimal rest = BigDecimal.ZERO;
        for (Row row : table(RewardTables.PAYOUTS_TABLE)) {
            BigDecimal amount = BigDecimal.valueOf(row.number(RewardTables.AMOUNT), 6);
            String subject = row.text(RewardTables.SUBJECT);
            if (row.text(RewardTables.PAYEE).equals("p-north")) {
                north = north.add(amount);
            } else if (subject.startsWith("texts/") || subject.startsWith("hidden/")) {
                rest = rest.add(amount);
            }
        }
        Answer answer = ask("SELECT model_id, SUM(amount) FROM lake.views.payouts_by_licence WHERE licence = 'CC0-1.0'"
                + " GROUP BY 1 ORDER BY 1");
        assertThat(answer.types()).containsExactly(Types.VARCHAR, Types.DECIMAL);
        assertThat(answer.rows()).containsExactly(List.of("", rest), List.of("m-north", north));
    }

    @Test
    void whereTheLineageHasGaps() throws SQLException {
        Answer answer = ask("SELECT kind, subject, detail FROM lake.views.lineage_gaps"
                + " WHERE detected_at > current_timestamp - INTERVAL '1' DAY");
        // The fixture's epoch has no record, one payout is of a Datanet that nobody registered, and its models are of
        // no root.
        assertThat(answer.rows())
                .contains(
                        List.of("payout-without-version", "epoch 1", "other/v1"),
                        List.of("payout-without-record", "epoch 1", "rewards.epochs lacks it"),
                        List.of("score-without-passage", "r-1", "gone"))
                .noneMatch(row -> row.get(0).equals("receipt-without-model"))
                .noneMatch(row -> row.get(0).equals("record-without-batch"));
        assertThat(answer.types()).containsOnly(Types.VARCHAR);
    }
}
