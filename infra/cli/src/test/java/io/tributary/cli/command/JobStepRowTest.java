// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.ExitCode;
import io.tributary.cli.Report;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.ConflictException;
import io.tributary.scheduler.run.Outcomes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobStepRowTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-31T01:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private JobStepRow row() {
        return JobStepRow.begin(
                new Outcomes(folder), CLOCK, Map.of("TRIBUTARY_RUN", "epoch-close/e7", "TRIBUTARY_TASK", "attribute"));
    }

    private String written() throws IOException {
        return Files.readString(folder.resolve("epoch-close/e7/attribute.row.json"));
    }

    @Test
    void aStepWritesItsStartItsEndItsStatusAndWhatItMade() throws Exception {
        JobStepRow row = row();
        assertThat(written()).contains("\"endedAt\":\"\"", "\"exit\":-1");
        JsonObject json = JsonObject.nested()
                .put("recordHash", "abc")
                .put("epoch", 7)
                .put("version", List.of("no", "text"))
                .put("secret", "s3cret")
                .build();
        Report report = Report.of("done", json);
        assertThat(row.around(() -> report)).isSameAs(report);
        assertThat(written())
                .contains(
                        "\"exit\":0", "\"made\":{\"epoch\":\"7\",\"recordHash\":\"abc\"}", "\"endedAt\":\"2026-01-31");
    }

    @Test
    void aStepThatSaysNoOrThrowsWritesItsStatus() throws Exception {
        JsonObject json = JsonObject.nested().put("epoch", 7).build();
        row().around(() -> new Report(List.of(), json, ExitCode.NO, "no"));
        assertThat(written()).contains("\"exit\":1");
        assertThatThrownBy(() -> row().around(() -> {
                    throw new ConflictException("there");
                }))
                .isInstanceOf(ConflictException.class);
        assertThat(written()).contains("\"exit\":4");
        assertThatThrownBy(() -> row().around(() -> {
                    throw new IllegalStateException("a defect");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(written()).contains("\"exit\":70");
    }

    @Test
    void aCommandThatIsNoStepWritesNothing() throws Exception {
        JobStepRow.begin(new Outcomes(folder), CLOCK, Map.of())
                .around(() -> Report.of("done", JsonObject.nested().build()));
        assertThat(folder).isEmptyDirectory();
    }
}
