// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./tributary test} asks of Maven, in a checkout that has the launcher alone and a Maven that writes down what it is told. */
class LauncherTest {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("tributary.repo", "../..")).resolve("tributary");

    @TempDir
    Path checkout;

    /** How it ended, what it printed and the arguments of each Maven that it ran. */
    private record Ended(int exit, String out, List<String> asked) {}

    private Ended test(int mavensExit, String... options) throws IOException, InterruptedException {
        Path launcher = checkout.resolve("tributary");
        Files.copy(LAUNCHER, launcher);
        Path maven = Files.createDirectories(checkout.resolve("bin")).resolve("mvn");
        Files.writeString(
                maven,
                "#!/bin/sh\necho \"$*\" >>'" + checkout.resolve("asked") + "'\n"
                        + "echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 1'\n"
                        + "echo '[INFO] Tests run: 4, Failures: 1, Errors: 0, Skipped: 0'\n"
                        + "exit " + mavensExit + "\n");
        for (Path program : List.of(launcher, maven)) {
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        List<String> words = new ArrayList<>(List.of(launcher.toString(), "test"));
        words.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().merge("PATH", "", (path, none) -> maven.getParent() + ":" + path);
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        Path asked = checkout.resolve("asked");
        return new Ended(exit, out, Files.exists(asked) ? Files.readAllLines(asked) : List.of());
    }

    @ParameterizedTest
    @CsvSource({"--slow, -Dslow", "--soak, -Dsoak"})
    void aTierIsAPropertyOfTheBuild(String option, String property) throws IOException, InterruptedException {
        Ended ended = test(0, option);
        assertThat(ended.exit()).as(ended.out()).isZero();
        assertThat(ended.asked())
                .singleElement()
                .satisfies(line -> assertThat(line.split(" "))
                        .contains(property, "clean", "verify", "--fail-at-end")
                        .doesNotContain("-Dquick"));
        assertThat(ended.out()).endsWith("\nTests run: 7, Failures: 1, Errors: 0, Skipped: 1\n");
    }

    @Test
    void withoutATierNoneIsAskedForAndAFailureIsPassedOn() throws IOException, InterruptedException {
        Ended ended = test(1);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.asked())
                .singleElement()
                .satisfies(line -> assertThat(line).doesNotContain("-Dslow").doesNotContain("-Dsoak"));
        assertThat(ended.out()).endsWith("\nTests run: 7, Failures: 1, Errors: 0, Skipped: 1\n");
        assertThat(checkout.resolve(".build/stamp")).doesNotExist();
    }

    @Test
    void anotherOptionIsRefusedBeforeAnythingIsDone() throws IOException, InterruptedException {
        Ended ended = test(0, "--fast");
        assertThat(ended.exit()).isEqualTo(2);
        assertThat(ended.asked()).isEmpty();
        assertThat(ended.out()).isEqualTo("tributary: test takes --slow or --soak, got --fast\n");
    }
}
