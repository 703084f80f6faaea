// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import io.tributary.tables.SqlServerFiles;
import io.tributary.tables.SqlUsers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The users of a SQL server that does not run. */
class SqlServerUserTest {
    @TempDir
    private Path home;

    private Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("sql-server", "user"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--home", home.toString(), "--json"));
        return Ran.of(all.toArray(String[]::new));
    }

    private Optional<String> organisation(String name) {
        return new SqlUsers(SqlServerFiles.of(home).users())
                .find(name)
                .orElseThrow()
                .organisation();
    }

    @Test
    void aNewPasswordShowsNobodyMoreThanHeSawBefore() {
        assertThat(Ran.of("datanet", "create", "words", "--licence", "CC0-1.0", "--home", home.toString())
                        .exit())
                .isZero();
        assertThat(run("bob", "--organisation", "org2").exit()).isZero();
        Ran renewed = run("bob");
        assertThat(renewed.out()).contains("\"organisation\":\"org2\"");
        assertThat(organisation("bob")).contains("org2");
        assertThat(run("bob", "--organisation", "org3").exit()).isZero();
        assertThat(organisation("bob")).contains("org3");
        assertThat(run("bob", "--everything").exit()).isZero();
        assertThat(organisation("bob")).isEmpty();
        assertThat(run("bob", "--everything", "--organisation", "org2").exit()).isEqualTo(2);
        assertThat(run("grace").out()).contains("\"organisation\":\"\"");
    }
}
