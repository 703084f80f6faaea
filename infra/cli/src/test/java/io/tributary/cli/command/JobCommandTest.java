// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs without a scheduler; scheduler/server-tests does the same with a real one. */
class JobCommandTest {
    private static final String WORKFLOW = """
            workflow:
              name: nightly
              param:
                date: {type: date}
            tasks:
              - name: count
                command: echo ${date} >> FOLDER/counted
              - name: check
                deps: [count]
                command: |
                  echo "error: ${date} is broken"
                  test ! -e FOLDER/broken-${date}
            """;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/tributary.properties"), "");
        file = Files.writeString(folder.resolve("nightly.yaml"), WORKFLOW.replace("FOLDER", folder.toString()));
    }

    private Ran job(String... words) {
        List<String> all = new ArrayList<>(List.of("job"));
        all.addAll(List.of(words));
        all.addAll(List.of("--home", folder.resolve("home").toString()));
        return Ran.of(all.toArray(String[]::new));
    }

    private List<String> counted() throws IOException {
        return Files.readAllLines(folder.resolve("counted"));
    }

    @Test
    void aBrokenFileIsBadInputWithItsLine() throws IOException {
        Files.writeString(file, Files.readString(file).replace("deps", "dependencies"));
        Ran ran = job("validate", file.toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.out()).startsWith(file + ":9:5: unknown key 'dependencies' in a task, want one of [app_name, ");
        assertThat(ran.err()).startsWith("error: unknown key 'dependencies'");
    }

    @Test
    void oneKeyIsOneRunAndARunThatFailedGoesOn() throws IOException {
        Files.createFile(folder.resolve("broken-2026-01-31"));
        String[] run = {"run", file.toString(), "--local", "--key", "k", "--param", "date=2026-01-31"};
        assertThat(job(run).exit()).isEqualTo(1);
        assertThat(job(run).exit()).isEqualTo(1);
        Ran watched = job("watch", "nightly", "k", "--local");
        assertThat(watched.exit()).isEqualTo(1);
        assertThat(watched.err())
                .endsWith("error: run k of nightly is failed: task check failed: 2026-01-31 is broken\n");
        Files.delete(folder.resolve("broken-2026-01-31"));
        assertThat(job("retry", "nightly", "k", "--local").exit()).isZero();
        assertThat(counted()).hasSize(1);
        assertThat(job("retry", "nightly", "k", "--local").exit()).isEqualTo(4);
        assertThat(job("rerun", "nightly", "k", "--local").exit()).isZero();
        assertThat(counted()).hasSize(2);
        assertThat(job("list", "nightly", "--local").out()).startsWith("nightly k succeeded, started 3 times");
    }

    @Test
    void aBackfillDoesWhatIsLeft() throws IOException {
        Files.createFile(folder.resolve("broken-2026-01-02"));
        String[] words = {"backfill", file.toString(), "--local", "--from", "2026-01-01", "--to", "2026-01-03"};
        assertThat(job(words).exit()).isEqualTo(1);
        assertThat(counted()).containsExactly("2026-01-01", "2026-01-02", "2026-01-03");
        List<String> failed = new ArrayList<>(List.of(words));
        failed.addAll(List.of("--mode", "failed", "--dry-run"));
        assertThat(job(failed.toArray(String[]::new)).out().lines())
                .containsExactly(
                        "2026-01-01 succeeded -> leave -> succeeded",
                        "2026-01-02 failed -> retry -> failed",
                        "2026-01-03 succeeded -> leave -> succeeded");
        assertThat(counted()).hasSize(3);
    }

    @Test
    void withoutASchedulerTheSentenceSaysWhatToDo() {
        Ran ran = job("list");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err())
                .startsWith("error: no scheduler is configured: set scheduler.url")
                .contains("--local");
    }

    @Test
    void aTokenIsNeverShown() throws IOException {
        Files.writeString(folder.resolve("home/tributary.properties"), "scheduler.token=s3cret\n");
        Ran ran = Ran.of("config", "--home", folder.resolve("home").toString());
        assertThat(ran.out() + ran.err()).doesNotContain("s3cret");
    }
}
