// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.config.Configuration;
import io.tributary.scheduler.workflow.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobPlaceTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeAFileWhoseTaskWaitsBeforeItIsTriedAgain() throws IOException {
        file = Files.writeString(folder.resolve("w.yaml"), """
                workflow: {name: w}
                tasks:
                  - {name: one, command: "true", fail_retry_times: 1, fail_retry_interval: 5}
                """);
    }

    private List<String> problems(String dialect, JobPlace.Where where) {
        Properties properties = new Properties();
        properties.setProperty("scheduler.dialect", dialect);
        return JobPlace.read(Configuration.of(folder, properties), where, file).problems().stream()
                .map(Problem::message)
                .toList();
    }

    @Test
    void aServerOfRelease31GetsNoTaskThatWaitsBeforeItIsTriedAgain() {
        assertThat(problems("3.1", JobPlace.Where.SERVER))
                .containsExactly(
                        "fail_retry_interval is 5, want 0: a scheduler of release 3.1 hangs at a task that waits"
                                + " before it is tried again");
    }

    @Test
    void laterReleasesAndThisMachineTakeIt() {
        assertThat(problems("3.3", JobPlace.Where.SERVER)).isEmpty();
        assertThat(problems("3.1", JobPlace.Where.HERE)).isEmpty();
    }
}
