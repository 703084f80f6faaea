// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildJvmTest {
    @TempDir
    Path folder;

    private final BlockingQueue<String> progress = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

    private ChildSpec spec(String... arguments) {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
        return new ChildSpec(
                "child",
                classPath,
                List.of("-Xmx32m", "-XX:TieredStopAtLevel=1"),
                ChildMain.class.getName(),
                List.of(arguments),
                Map.of(),
                folder);
    }

    private ChildJvm start(String... arguments) {
        return ChildJvm.start(spec(arguments), progress::add, output::add);
    }

    @Test
    void progressAndOutputAreRelayedAndEverythingIsLogged() throws Exception {
        try (ChildJvm child = start("work")) {
            assertThat(child.await().succeeded()).isTrue();
        }
        assertThat(progress).containsExactly("half done");
        assertThat(output).containsExactly("a result");
        assertThat(Files.readAllLines(folder.resolve("logs/child.log")))
                .containsExactlyInAnyOrder("progress: half done", "a result");
        assertThat(folder.resolve("child.pid")).doesNotExist();
    }

    @Test
    void theLastErrorLineIsTheReason() throws Exception {
        try (ChildJvm child = start("fail", "3", "the port is taken")) {
            ChildEnd end = child.await();
            assertThat(end.exitCode()).isEqualTo(3);
            assertThat(end.sentence()).isEqualTo("the port is taken");
        }
    }

    @Test
    void aClosedChildIsGoneAndSoIsItsPidFile() throws Exception {
        ChildJvm child = start("wait");
        assertThat(output.poll(30, TimeUnit.SECONDS)).isEqualTo("ready");
        assertThat(Files.readString(folder.resolve("child.pid")).strip()).isEqualTo(Long.toString(child.pid()));
        child.close();
        assertThat(ProcessHandle.of(child.pid()).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        assertThat(folder.resolve("child.pid")).doesNotExist();
    }

    @Test
    void allChildrenEndWithTheirStarter() throws Exception {
        long pid;
        try (Children children = new Children()) {
            pid = children.start(spec("wait"), progress::add, output::add).pid();
            assertThat(output.poll(30, TimeUnit.SECONDS)).isEqualTo("ready");
            assertThat(children.names()).containsExactly("child");
        }
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void howAChildEndedDecidesTheException() {
        Path log = folder.resolve("logs/child.log");
        Engines.requireSuccess(new ChildEnd("child", 0, "", log));
        assertThatThrownBy(() -> Engines.requireSuccess(new ChildEnd("child", 1, "root differs", log)))
                .isInstanceOf(RefusedException.class)
                .hasMessage("root differs");
        assertThatThrownBy(() -> Engines.requireSuccess(new ChildEnd("child", 2, "bad line", log)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Engines.requireSuccess(new ChildEnd("child", 4, "locked", log)))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> Engines.requireSuccess(new ChildEnd("child", 137, "", log)))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("signal 9")
                .hasMessageContaining(log.toString());
        assertThatThrownBy(() -> Engines.requireSuccess(new ChildEnd("child", 70, "", log)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(log.toString());
    }

    @Test
    void aLogThatCannotBeWrittenIsSaid() throws IOException {
        Files.writeString(folder.resolve("logs"), "a file in the way");
        assertThatThrownBy(() -> start("work")).hasMessageContaining("can't start child");
    }
}
