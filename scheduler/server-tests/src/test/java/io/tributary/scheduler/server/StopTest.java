// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server stops a task by {@code sudo -u TENANT kill}: whatever that does, a step that was stopped leaves no process. */
@Tag("slow")
class StopTest {
    private static DolphinServer server;
    private static Path home;
    private static Path folder;

    @BeforeAll
    static void startOrSkip() throws IOException, InterruptedException {
        server = SharedServer.orSkip();
        home = SharedServer.home("stopped-jobs", server.token());
        folder = SharedServer.folder("stopped");
    }

    @AfterEach
    void takeSudoAway() throws IOException {
        Files.deleteIfExists(server.sudo());
    }

    @ParameterizedTest
    @CsvSource({
        "refused, echo no password is given >&2; exit 1",
        "ignored, exit 0",
        "obeyed, 'test \"$1\" = -u && shift 2; exec \"$@\"'"
    })
    void aStoppedStepLeavesNoProcessWhateverSudoDoes(String name, String sudo) throws Exception {
        Files.writeString(
                server.sudo(), "#!/bin/sh\necho \"$@\" >> " + folder.resolve(name + ".asked") + "\n" + sudo + "\n");
        Files.setPosixFilePermissions(server.sudo(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Path inner = Files.writeString(
                folder.resolve("inner-" + name + ".yaml"),
                "workflow:\n  name: inner-" + name + "\ntasks:\n  - {name: long, command: sleep 1000}\n");
        Path outer = Files.writeString(
                folder.resolve("outer-" + name + ".yaml"),
                "workflow:\n  name: outer-" + name + "\ntasks:\n  - {name: step, command: tributary job run " + inner
                        + " --local --key k}\n");
        Ran.of(home, "job", "apply", outer.toString()).expect(0);
        Ran.of(home, "job", "run", outer.toString(), "--key", "k").expect(0);
        String[] markers = {"outer-" + name + "/k", "inner-" + name + "/k"};
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (Ran.processesOf(markers[1]).isEmpty()) {
            assertThat(System.nanoTime()).as("the step was not started").isLessThan(end);
            Thread.sleep(100);
        }
        Ran cancelled =
                Ran.of(home, "job", "cancel", "outer-" + name, "k", "--json").expect(0);
        assertThat(cancelled.json().at("/run/state").asText()).isEqualTo("stopped");
        assertThat(Files.readString(folder.resolve(name + ".asked"))).contains("kill");
        for (String marker : markers) {
            assertThat(Ran.processesOf(marker)).isEmpty();
        }
    }
}
