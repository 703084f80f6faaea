// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import static io.tributary.sqlserver.TwoOrganisations.ALL;
import static io.tributary.sqlserver.TwoOrganisations.NORTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.tables.AttributionTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RewardTables;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What programs bind to question marks arrives as the value that it is, and a pinned statement answers as it did. */
class ParametersAndPinsTest {
    private static final String HOSTILE = "x' or '1' = '1'; drop table rewards.payouts; -- \"`\\ ";

    @TempDir
    static Path home;

    private static TwoOrganisations lake;

    @BeforeAll
    static void serve() throws InterruptedException {
        lake = TwoOrganisations.serve(home);
        try (LakeCatalog writer = LakeCatalog.open(lake.configuration())) {
            TwoOrganisations.append(
                    writer,
                    RewardTables.PAYOUTS_TABLE,
                    Map.of("epoch", 2L, "payee", HOSTILE, "role", "data", "subject", "texts/v1", "amount", 2_500_000L));
        }
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    @Test
    void valuesAreBoundAndNeverReadAsSql() throws SQLException {
        String statement = "select payee, amount from rewards.payouts where payee = ? and epoch = ?";
        assertThat(lake.ask(ALL, statement, bound -> {
                    bound.setString(1, HOSTILE);
                    bound.setLong(2, 2);
                }))
                .containsExactly(List.of(HOSTILE, 2_500_000L));
        assertThat(lake.ask(ALL, statement, bound -> {
                    bound.setString(1, "x' or '1' = '1");
                    bound.setInt(2, 2);
                }))
                .isEmpty();
        assertThat(lake.ask(ALL, "select count(*) from rewards.payouts")).containsExactly(List.of(5L));
    }

    @Test
    void everyKindOfValueIsTheTypeOfItsColumn() throws SQLException {
        assertThat(lake.ask(
                        ALL,
                        "select count(*) from views.payouts where amount in (?, ?) and epoch between ? and ?",
                        bound -> {
                            bound.setBigDecimal(1, new BigDecimal("2.500000"));
                            bound.setBigDecimal(2, new BigDecimal("10.000000"));
                            bound.setLong(3, 1);
                            bound.setLong(4, 2);
                        }))
                .containsExactly(List.of(2L));
        assertThat(lake.ask(
                        ALL,
                        "select cast(? as date), cast(? as boolean), cast(? as double), ?, cast(? as int) limit ?",
                        bound -> {
                            bound.setDate(1, Date.valueOf("2026-01-02"));
                            bound.setBoolean(2, true);
                            bound.setDouble(3, 0.5);
                            bound.setString(4, "text");
                            bound.setNull(5, Types.INTEGER);
                            bound.setInt(6, 1);
                        }))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.get(0)).hasToString("2026-01-02");
                    assertThat(row.subList(1, 4)).containsExactly(true, 0.5, "text");
                    assertThat(row.get(4)).isNull();
                });
        Timestamp time = Timestamp.valueOf("2026-01-02 03:04:05.678");
        assertThat(lake.ask(ALL, "select unix_millis(cast(? as timestamp))", bound -> bound.setTimestamp(1, time)))
                .hasSize(1);
    }

    @Test
    void aMissingValueIsToldAndTheNextStatementIsAnswered() throws SQLException {
        assertThatThrownBy(() -> lake.ask(ALL, "select * from rewards.payouts where payee = ?"))
                .isInstanceOfAny(SQLException.class, RuntimeException.class);
        assertThat(lake.ask(ALL, "select 1")).containsExactly(List.of(1));
    }

    @Test
    void parametersOpenNothingToTheUsersOfAnOrganisation() throws SQLException {
        assertThat(lake.ask(
                        NORTH,
                        "select payee from rewards.payouts where payee = ? or payee = ? or 1 = cast(? as int)",
                        bound -> {
                            bound.setString(1, "p-" + TwoOrganisations.SECRET);
                            bound.setString(2, "p-north");
                            bound.setInt(3, 1);
                        }))
                .containsExactly(List.of("p-north"));
    }

    @Test
    void aPinnedStatementAnswersAsItDidWhenMoreHasCome() throws SQLException {
        String statement = "select receipt_id, fee from views.inferences order by 1";
        String empty = "select count(*) from attribution.set_aside";
        String pin = (String) lake.ask(ALL, "/* pin */ " + statement).get(0).get(0);
        String emptyPin = (String) lake.ask(ALL, "/* pin */ " + empty).get(0).get(0);
        String version = "select record_id from datanets.texts for version as of 'v1' order by 1";
        String versionPin =
                (String) lake.ask(ALL, "/* pin */ " + version).get(0).get(0);
        assertThat(lake.ask(ALL, "/* pinned " + versionPin + " */ " + version)).isEqualTo(lake.ask(ALL, version));
        List<List<Object>> before = lake.ask(ALL, statement);
        try (LakeCatalog writer = LakeCatalog.open(lake.configuration())) {
            TwoOrganisations.append(
                    writer, AttributionTables.RECEIPTS_TABLE, Map.of("epoch", 2L, "receipt_id", "r-new", "fee", 3L));
            TwoOrganisations.append(
                    writer, AttributionTables.SET_ASIDE_TABLE, Map.of("epoch", 2L, "receipt_id", "r-late"));
        }
        assertThat(lake.ask(ALL, statement)).hasSize(before.size() + 1);
        assertThat(lake.ask(ALL, "/* pinned " + pin + " */ " + statement)).isEqualTo(before);
        assertThat(lake.ask(ALL, empty)).containsExactly(List.of(1L));
        assertThat(lake.ask(ALL, "/* pinned " + emptyPin + " */ " + empty)).containsExactly(List.of(0L));
        assertThatThrownBy(() -> lake.ask(ALL, "/* pinned " + emptyPin + " */ " + statement))
                .hasStackTraceContaining("the pin says nothing of");
        String drop = pin.replaceAll("\"text\":\"[^\"]*\"", "\"text\":\"drop table rewards.payouts\"");
        assertThatThrownBy(() -> lake.ask(ALL, "/* pinned " + drop + " */ " + statement))
                .isInstanceOf(SQLException.class);
        assertThat(lake.ask(ALL, "select count(*) from rewards.payouts")).containsExactly(List.of(5L));
    }
}
