// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import static io.tributary.sqlserver.TwoOrganisations.ALL;
import static io.tributary.sqlserver.TwoOrganisations.NORTH;
import static io.tributary.sqlserver.TwoOrganisations.SECRET;
import static io.tributary.sqlserver.TwoOrganisations.SOUTH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.tables.Entitlement;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegistryWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of two organisations ask one server, and one of them tries whatever might show the other's rows. */
class OrganisationRowsTest {
    @TempDir
    static Path home;

    private static TwoOrganisations lake;

    @BeforeAll
    static void serve() throws InterruptedException {
        lake = TwoOrganisations.serve(home);
    }

    @AfterAll
    static void stop() {
        lake.close();
    }

    private static List<Object> first(String user, String sql) throws SQLException {
        return lake.ask(user, sql).stream().map(row -> row.get(0)).toList();
    }

    @Test
    void eachSeesItsOwnAndWhoSeesEverythingSeesBoth() throws SQLException {
        String payees = "select payee from rewards.payouts order by amount";
        assertThat(first(NORTH, payees)).containsExactly("p-north");
        assertThat(first(SOUTH, payees)).containsExactly("p-" + SECRET, "p-" + SECRET);
        assertThat(first(ALL, payees)).hasSize(4);
        String records = "select record_id from views.records order by 1";
        assertThat(first(NORTH, records)).containsExactly("t-1", "t-2-" + SECRET);
        assertThat(first(SOUTH, records)).containsExactly("h-1-" + SECRET, "h-2-" + SECRET, "t-2-" + SECRET);
        assertThat(lake.ask(NORTH, "select sum(amount), count(*) from views.payouts"))
                .containsExactly(List.of(new BigDecimal("10.000000"), 1L));
        assertThat(first(NORTH, "select datanet from views.datanets")).containsExactly("texts");
        assertThat(first(SOUTH, "select datanet from views.datanets")).containsExactly("hidden");
    }

    /** A row that several earn from is seen by each of their organisations, with its own part of it alone. */
    @Test
    void ofARowThatSeveralEarnFromEachSeesItsOwnPart() throws SQLException {
        String parts =
                "select receipt_id, contributor, role, basis_points, weight, part_weight from views.credits order by 1, 2";
        assertThat(lake.ask(NORTH, parts))
                .containsExactly(
                        List.of("r-1", "c-north", "data", 10_000, 0L, 0L),
                        List.of("r-2", "c-north", "label", 3000, 1001L, 300L),
                        List.of("r-3", "c-north", "label", 3000, -5L, -1L));
        assertThat(lake.ask(SOUTH, parts + ", 6"))
                .containsExactly(
                        List.of("r-2", "c-granted", "label", 3000, 10L, 3L),
                        List.of("r-2", "c-north", "label", 3000, 1001L, 300L),
                        List.of("r-2", "c-" + SECRET, "data", 7000, 10L, 7L),
                        List.of("r-2", "c-" + SECRET, "data", 7000, 1001L, 700L),
                        List.of("r-3", "c-north", "label", 3000, -5L, -1L),
                        List.of("r-3", "c-" + SECRET, "data", 7000, -5L, -3L),
                        List.of("r-" + SECRET, "c-" + SECRET, "data", 10_000, 0L, 0L));
        String rows = "select contributor from %s order by 1";
        for (String table : List.of("attribution.bundles", "models.rows")) {
            assertThat(first(NORTH, rows.formatted(table)))
                    .contains("line=labelled")
                    .doesNotContain("line=" + SECRET);
            assertThat(first(SOUTH, rows.formatted(table))).contains("line=labelled", "line=" + SECRET);
        }
    }

    /** Each of these would give a row of the other organisation if one relation in it were not covered. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from rewards.payouts where payee <> 'p-north'",
                "with p as (select * from rewards.payouts) select * from p a, p b where a.payee <> b.payee",
                "select 1 where exists (select * from rewards.payouts where payee <> 'p-north')",
                "select 1 where (select count(*) from rewards.payouts) > 1",
                "select c.contributor_id from registry.contributors c where exists (select 1 from rewards.payouts p where p.payee <> c.payee)",
                "select * from views.payouts where payee <> 'p-north'",
                "select * from views.records where datanet = 'hidden'",
                "select * from views.payouts_by_licence where payee <> 'p-north'",
                "select * from (select payee, row_number() over (order by amount desc) as n from rewards.payouts) where n > 1"
            })
    void noQueryShowsARowOfTheOther(String statement) throws SQLException {
        requireEmptyForOneAlone(statement);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from lake.rewards.payouts where subject = 'hidden/v1'",
                "select * from `lake`.`rewards`.`payouts` p where p.payee <> 'p-north'",
                "select b.* from rewards.epochs a right join rewards.payouts b on a.epoch = b.epoch where b.payee <> 'p-north'",
                "select 1 where 'p-quicksilver' in (select payee from rewards.payouts)",
                "select * from (select payee from rewards.payouts union all select payee from rewards.shares) where payee <> 'p-north'",
                "select payee from rewards.payouts except select 'p-north'",
                "select * from views.shares where payee <> 'p-north'",
                "select * from views.inferences where answer = 'quicksilver'",
                "select * from views.changes where datanet = 'hidden'",
                "select * from views.models where model <> 'm-north'",
                "select * from views.contributors where contributor <> 'c-north'",
                "select * from views.versions where datanet = 'hidden'",
                "select * from rewards.payouts tablesample (100 percent) where payee <> 'p-north'",
                "select * from rewards.payouts pivot (sum(amount) for payee in ('p-quicksilver' as s)) where s is not null",
                "select payee from rewards.payouts lateral view explode(array(1, 2)) t as e where payee <> 'p-north'",
                "select _file from rewards.payouts where payee <> 'p-north'",
                "select * from registry.datanets where title = 'quicksilver'",
                "select * from models.rows where row_id = 'quicksilver'",
                "select * from attribution.scores where contributor not in ('c-north', 'line=labelled')",
                "select * from attribution.bundles where contributor = 'line=quicksilver'",
                "select * from datanets._parts where contributor <> 'c-north'",
                "select * from views.credits where contributor <> 'c-north'"
            })
    void norDoesAnyOfThese(String statement) throws SQLException {
        requireEmptyForOneAlone(statement);
    }

    private static void requireEmptyForOneAlone(String statement) throws SQLException {
        assertThat(lake.ask(NORTH, statement)).isEmpty();
        // The statement is not empty by itself, or it would show nothing.
        assertThat(lake.ask(ALL, statement)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from rewards.payouts version as of %d",
                "select * from rewards.payouts for version as of %d",
                "select * from rewards.payouts version as of 'main'",
                "select * from rewards.payouts timestamp as of '2100-01-01 00:00:00'",
                "with p as (select * from rewards.payouts version as of %d) select * from p"
            })
    void timeTravelShowsOnlyOwnRows(String template) throws SQLException {
        long snapshot =
                (Long) first(ALL, "select snapshot_id from rewards.payouts.snapshots order by committed_at desc")
                        .get(0);
        String statement = template.formatted(snapshot);
        assertThat(lake.ask(ALL, statement)).hasSize(4);
        assertThat(lake.ask(NORTH, statement)).singleElement().asString().contains("p-north");
        assertThat(lake.ask(SOUTH, statement))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.toString()).contains(SECRET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from rewards.payouts.snapshots",
                "select * from rewards.payouts.files",
                "select * from rewards.payouts.entries",
                "select * from lake.rewards.payouts.all_data_files",
                "select * from rewards.payouts.partitions",
                "select * from rewards.payouts.history",
                "select * from rewards.payouts.refs",
                "select * from rewards.payouts.metadata_log_entries",
                "select * from rewards.payouts.position_deletes",
                "select * from rewards.payouts.branch_main",
                "select * from datanets.hidden",
                "select * from datanets.hidden.tag_v1",
                "select * from datanets.texts.tag_v1",
                "select * from datanets.hidden version as of 'v1'",
                "select nothing from datanets.hidden",
                "select * from datanets._prints",
                "select * from registry.heldout",
                "select * from registry.keys",
                "select * from parquet.`/`",
                "table datanets.hidden",
                "select * from identifier('datanets.hidden')",
                "select (select max(text) from datanets.hidden)",
                "show tables in datanets",
                "show namespaces",
                "describe datanets.hidden",
                "describe extended rewards.payouts",
                "explain cost select * from rewards.payouts",
                "explain extended select * from datanets.hidden",
                "show create table views.records",
                "show partitions rewards.payouts",
                "/* pin */ select * from views.records",
                "select java_method('java.lang.System', 'getenv', 'PATH')",
                "delete from rewards.payouts"
            })
    void whatHasNoRowsOfOnesOwnIsNotOpen(String statement) {
        assertThatThrownBy(() -> lake.ask(NORTH, statement))
                .isInstanceOf(SQLException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain(SECRET));
    }

    @Test
    void aDatanetOfAnotherLooksLikeOneThatIsNotThere() {
        assertThat(message("select x from datanets.hidden"))
                .isEqualTo(message("select x from datanets.absent").replace("absent", "hidden"));
        assertThat(message("select x from datanets.hidden version as of 'v9'"))
                .isEqualTo(message("select x from datanets.absent version as of 'v9'")
                        .replace("absent", "hidden"));
    }

    private static String message(String statement) {
        try {
            lake.ask(NORTH, statement);
            throw new AssertionError("got rows for " + statement);
        } catch (SQLException e) {
            return e.getMessage();
        }
    }

    /** Under ANSI rules an expression may fail; if it were evaluated on a hidden row, its error would tell that the row is there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 from rewards.payouts where 1 / (case when payee = 'p-quicksilver' then 0 else 1 end) = 7",
                "select 1 from views.payouts where case when contributor = 'c-quicksilver' then raise_error(subject) else false end",
                "select 1 from (select assert_true(payee = 'p-north') as t, amount from rewards.payouts) where t is not null"
            })
    void noErrorTellsOfAHiddenRow(String statement) throws SQLException {
        requireSilence(statement);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1 from rewards.payouts where cast(case when amount = 42000000 then subject else '1' end as int) = 7",
                "select 1 from rewards.payouts where case when payee like 'p-q%' then raise_error(payee) else false end",
                "select 1 from rewards.payouts a join rewards.epochs b on case when a.payee like 'p-q%' then raise_error(a.payee) else false end"
            })
    void norDoAnyOfTheseErrors(String statement) throws SQLException {
        requireSilence(statement);
    }

    private static void requireSilence(String statement) throws SQLException {
        assertThat(lake.ask(NORTH, statement)).isEmpty();
        if (!statement.contains("join")) {
            assertThatThrownBy(() -> lake.ask(ALL, statement)).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void anAnswerForOneIsNeverGivenToAnother() throws SQLException {
        String statement = "select payee, sum(amount) from rewards.payouts group by payee order by 1";
        for (int turn = 0; turn < 3; turn++) {
            assertThat(lake.ask(ALL, statement)).hasSize(3);
            assertThat(lake.ask(NORTH, statement)).containsExactly(List.of("p-north", 10_000_000L));
            assertThat(lake.ask(SOUTH, statement)).containsExactly(List.of("p-" + SECRET, 73_000_000L));
        }
    }

    @Test
    void theTableTreeNamesOnlyWhatIsOpen() throws SQLException {
        assertThat(tree(NORTH)).contains("datanets.texts", "rewards.payouts", "views.records");
        assertThat(tree(NORTH))
                .doesNotContain("datanets.hidden", "datanets._prints", "registry.heldout", "registry.keys");
        assertThat(tree(SOUTH)).contains("datanets.hidden").doesNotContain("datanets.texts");
        assertThat(tree(ALL)).contains("datanets.hidden", "datanets.texts", "registry.keys");
    }

    private static List<String> tree(String user) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = lake.connect(user);
                ResultSet rows = connection.getMetaData().getTables("lake", "%", "%", null)) {
            while (rows.next()) {
                names.add(rows.getString("TABLE_SCHEM") + "." + rows.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    @Test
    void aGrantedRightIsSeenByTheNextStatementAndARevokedOneIsNot() throws SQLException {
        Entitlement datanet = new Entitlement("north", Entitlement.Kind.DATANET, "granted");
        Entitlement payee = new Entitlement("north", Entitlement.Kind.PAYEE, "p-granted");
        String payees = "select payee from rewards.payouts where subject = 'other/v1'";
        assertThat(first(NORTH, payees)).isEmpty();
        try (LakeCatalog writer = LakeCatalog.open(lake.configuration())) {
            RegistryWriter registry = new RegistryWriter(writer);
            registry.grant(datanet);
            registry.grant(payee);
            assertThat(first(NORTH, payees)).containsExactly("p-granted");
            assertThat(first(NORTH, "select name from registry.entitlements order by 1"))
                    .containsExactly("granted", "p-granted");
            assertThat(first(SOUTH, "select name from registry.entitlements")).isEmpty();
            assertThat(registry.revoke(payee)).isTrue();
            assertThat(registry.revoke(payee)).isFalse();
            registry.revoke(datanet);
        }
        assertThat(first(NORTH, payees)).isEmpty();
    }
}
