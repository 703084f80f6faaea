// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new RefusedException("root differs"), 1, "root differs"),
                Arguments.of(new InvalidInputException("line 3 is no JSON"), 2, "line 3 is no JSON"),
                Arguments.of(new UnavailableException("broker is away"), 3, "broker is away"),
                Arguments.of(new ConflictException("claimed before"), 4, "claimed before"),
                Arguments.of(new IllegalStateException(new UnavailableException("deep inside")), 3, "deep inside"),
                Arguments.of(
                        new UncheckedIOException(new IOException("No space left on device")), 3, "the disk is full"),
                Arguments.of(new AccessDeniedException("/etc/x"), 3, "no permission to write /etc/x"),
                Arguments.of(new BindException("Address already in use"), 3, "the port is in use"),
                Arguments.of(new IllegalStateException("impossible"), 70, "this is a defect of the program"),
                Arguments.of(new NoClassDefFoundError("io/tributary/X"), 70, "this is a defect of the program"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureIsOneSentenceAndAnExitStatus(Throwable failure, int exit, String sentence) {
        StringWriter err = new StringWriter();
        assertThat(Failure.report(failure, new PrintWriter(err)).number()).isEqualTo(exit);
        assertThat(err.toString()).startsWith("error: ").contains(sentence).hasLineCount(1);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void noFailureShowsAStackTrace(Throwable failure, int exit, String sentence) {
        StringWriter err = new StringWriter();
        Failure.report(failure, new PrintWriter(err));
        assertThat(err.toString()).doesNotContain("\tat ");
    }
}
