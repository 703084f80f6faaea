// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import static io.tributary.sqlserver.TwoOrganisations.ALL;
import static io.tributary.sqlserver.TwoOrganisations.NORTH;
import static io.tributary.sqlserver.TwoOrganisations.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Thousands of statements that nobody would write, some of them almost right, from a user of one organisation: the server lives, nothing is
 * changed, and no answer and no error holds what is another's. {@code -Dtributary.fuzz.statements=N} and {@code .seed=N} choose.
 */
@Tag("slow")
class FuzzedStatementsTest {
    private static final int STATEMENTS = Integer.getInteger("tributary.fuzz.statements", 10_000);
    private static final long SEED = Long.getLong("tributary.fuzz.seed", 20_261_121L);
    private static final int ALIVE_EVERY = 250;
    private static final int ROWS_READ_MAX = 200;

    /** South contributed this record to north's own Datanet. */
    private static final Set<String> KNOWN_TO_NORTH =
            Set.of("c-" + SECRET, "t-2-" + SECRET, "the text of t-2-" + SECRET);

    private static final List<String> TABLES = List.of(
            "rewards.payouts",
            "lake.rewards.shares",
            "views.payouts",
            "views.records",
            "views.inferences",
            "views.contributors",
            "datanets.texts",
            "datanets.hidden",
            "datanets.hidden.tag_v1",
            "rewards.payouts.files",
            "registry.datanets",
            "models.rows",
            "attribution.receipts",
            "range(1000)",
            "(values (1, 'a'), (2, 'b')) as v(payee, amount)");
    private static final List<String> TEMPLATES = List.of(
            "select * from %T",
            "select %E from %T",
            "select %E, count(*) from %T group by 1",
            "select * from %T a join %T b on %E = %E",
            "with q as (select * from %T) select * from q where %E",
            "select * from %T where %E in (select %E from %T)",
            "select * from %T where exists (select 1 from %T where %E)",
            "select * from %T version as of %V",
            "select %E over (partition by %E order by %E) from %T",
            "select * from %T union all select * from %T",
            "select * from (select %E as x from %T) where x is not null order by x limit 5",
            "select * from %T tablesample (50 percent)",
            "select (select max(%E) from %T) from %T",
            "insert into %T select * from %T",
            "delete from %T where %E",
            "drop table %T",
            "describe %T",
            "explain extended select * from %T",
            "/* pin */ select * from %T",
            "select reflect('java.lang.System', 'exit', '1') from %T");
    private static final List<String> EXPRESSIONS = List.of(
            "1",
            "payee",
            "amount",
            "contributor",
            "record_id",
            "null",
            "'x'",
            "payee like 'p-q_%'",
            "1 / (amount - 42000000)",
            "cast(payee as int)",
            "raise_error(payee)",
            "assert_true(payee = 'p-north')",
            "case when payee = 'p-quicksilver' then 1 / 0 else 1 end",
            "concat_ws(',', *)",
            "struct(*)",
            "to_json(struct(*))",
            "count(*)",
            "sum(amount)",
            "max(payee)",
            "input_file_name()",
            "current_user()",
            "element_at(array(1), 7)",
            "?");
    private static final List<String> NOISE = List.of(
            "'",
            "\"",
            "`",
            ";",
            "--",
            "/*",
            "*/",
            "(",
            ")",
            "\\",
            "\u0000",
            "\ud83d\ude00",
            "${x}",
            "$$",
            "::",
            "=>",
            "@",
            "''",
            "%");

    @TempDir
    Path home;

    @Test
    void theServerLivesAndTellsNothing() throws Exception {
        try (TwoOrganisations lake = TwoOrganisations.serve(home);
                Connection connection = lake.connect(NORTH)) {
            Random random = new Random(SEED);
            int answered = 0;
            for (int i = 0; i < STATEMENTS; i++) {
                String statement = statement(random);
                String context = "seed " + SEED + ", statement " + i + ": " + statement;
                try {
                    read(connection, statement, context);
                    answered++;
                } catch (SQLException | RuntimeException e) {
                    // What the user wrote comes back in messages; what is hidden does not.
                    assertThat(String.valueOf(e.getMessage()).replace(statement, ""))
                            .as(context)
                            .doesNotContain("m-" + SECRET)
                            .doesNotContain("r-" + SECRET)
                            .doesNotContain("h-1-" + SECRET);
                }
                if (i % ALIVE_EVERY == 0) {
                    assertThat(lake.ask(ALL, "select count(*) from rewards.payouts"))
                            .as("after " + context)
                            .containsExactly(List.of(4L));
                }
            }
            System.out.println("fuzzed: " + STATEMENTS + " statements, " + answered + " answered");
            assertThat(answered).as("statements that were answered at all").isGreaterThan(STATEMENTS / 50);
            assertThat(lake.ask(ALL, "select count(*) from rewards.payouts")).containsExactly(List.of(4L));
        }
    }

    private static void read(Connection connection, String sql, String context) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            for (int row = 0; row < ROWS_READ_MAX && rows.next(); row++) {
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    String value = String.valueOf(rows.getObject(column));
                    if (!sql.contains(SECRET)) {
                        String rest = value;
                        for (String known : KNOWN_TO_NORTH) {
                            rest = rest.replace(known, "");
                        }
                        assertThat(rest).as(context).doesNotContain(SECRET);
                    }
                }
            }
        }
    }

    private static String statement(Random random) {
        String statement = one(random, TEMPLATES);
        while (statement.contains("%T") || statement.contains("%E") || statement.contains("%V")) {
            statement = statement.replaceFirst("%T", Matcher.quoteReplacement(one(random, TABLES)));
            statement = statement.replaceFirst("%E", Matcher.quoteReplacement(one(random, EXPRESSIONS)));
            statement = statement.replaceFirst("%V", random.nextBoolean() ? "'main'" : "1");
        }
        StringBuilder text = new StringBuilder(statement);
        for (int noise = random.nextInt(10) - 6; noise > 0; noise--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.insert(at, one(random, NOISE));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, text.substring(at));
                default -> text.insert(at, "(".repeat(random.nextInt(400)));
            }
        }
        return text.toString();
    }

    private static String one(Random random, List<String> list) {
        return list.get(random.nextInt(list.size()));
    }
}
