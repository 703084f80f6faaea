// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores are compared with retraining by one command that needs no network, no home folder and no server. */
class EvaluationTest {
    private static final long POLL_NANOS = 50_000_000;

    @TempDir
    Path folder;

    private static Command evaluation(String... arguments) {
        return Command.tributary("eval", "attribution").with(arguments);
    }

    @Test
    void oneCommandComparesTheCommittedIntegersWithOthersOnDigits() {
        Path plots = folder.resolve("plots");
        Command command = evaluation(
                "--dataset",
                "digits",
                "--retrain",
                "10",
                "--queries",
                "40",
                "--measure",
                "lds",
                "--method",
                "integer,float,grad-dot",
                "--out",
                plots.toString());
        JsonNode json = command.with("--json").run().expect(0).json();
        JsonNode integer = json.get("methods").get(0);
        assertThat(integer.get("method").asText()).isEqualTo("integer");
        assertThat(integer.get("ldsPpm").asLong())
                .isBetween(850_000L, 1_000_000L)
                .isCloseTo(json.get("methods").get(1).get("ldsPpm").asLong(), Offset.offset(5_000L));
        assertThat(json.get("methods").get(2).get("ldsPpm").asLong()).isLessThan(600_000);
        assertThat(plots.resolve("lds.png")).isNotEmptyFile();
        assertThat(command.run().expect(0).out())
                .startsWith("digits: 1200 rows, 40 queries, 650 parameters, 10 retrainings, seed 1\n")
                .contains("\ninteger    0.9");
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        assertThat(evaluation("--dataset", "mnist").run().expectSentence(2))
                .isEqualTo("error: data set is 'mnist', want one of digits, fashion14, speeches");
        assertThat(evaluation("--dataset", "digits", "--method", "shapley")
                        .run()
                        .expectSentence(2))
                .contains("'shapley'", "grad-cos");
        Path file = Files.writeString(folder.resolve("file"), "no folder");
        assertThat(evaluation("--dataset", "digits", "--out", file.toString())
                        .run()
                        .expectSentence(3))
                .contains(file.toString());
    }

    @Test
    void whoInterruptsItLeavesNoProcessBehind() {
        try (RunningCommand running = evaluation("--dataset", "speeches").start()) {
            while (running.handle().isAlive() && running.errorLines() == 0) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            List<ProcessHandle> children = running.descendants();
            assertThat(children).isNotEmpty();
            running.handle().destroy();
            running.await();
            RunningCommand.awaitEnd(children);
        }
    }
}
