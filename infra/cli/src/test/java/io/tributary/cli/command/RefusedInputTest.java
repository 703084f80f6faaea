// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be meant is one sentence and its exit status, never a defect and never a success. */
class RefusedInputTest {
    @TempDir
    private static Path home;

    @BeforeAll
    static void aNetwork() {
        assertThat(run("datanet", "create", "words", "--licence", "CC0-1.0").exit())
                .isZero();
    }

    private static Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", home.toString()));
        return Ran.of(all.toArray(String[]::new));
    }

    private static void assertRefused(Ran ran, int exit, String sentence) {
        assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
        assertThat(ran.err()).startsWith("error: " + sentence);
    }

    @Test
    void nothingToSendIsNoContribution() throws Exception {
        Path empty = Files.writeString(home.resolve("empty.txt"), " \n");
        assertRefused(run("contribute", "words", empty.toString()), 2, "there is nothing to send in [" + empty + "]");
        assertThat(home.resolve("outbox").resolve("receipts")).doesNotExist();
    }

    @Test
    void anExplanationIsOfAnEpochThatIsThereAndShowsSomething() {
        assertRefused(run("payout", "explain", "q-1", "--top", "-3"), 2, "rows to show: got -3, want 1 or more");
        assertRefused(run("payout", "explain", "--epoch", "5", "--payee", "ada"), 3, "epoch 5 is not computed yet; ");
        assertRefused(run("payout", "explain"), 2, "Missing required argument (specify one of these): ");
    }

    @Test
    void aLineThatIsTakenIsNoHostileOne() {
        assertRefused(run("lab", "hostile", "--line-bytes", "-1"), 2, "the long line: got -1 bytes, want more than ");
    }
}
