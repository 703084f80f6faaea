// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.ConflictException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One writing process at a time on SQLite, whatever way it ends; no lock on PostgreSQL. */
class WriterLockTest {
    @TempDir
    Path home;

    /** Holds the lock in another process until that is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            Configuration configuration = Configuration.load(Path.of(arguments[0]));
            try (WriterLock lock = WriterLock.acquire(configuration, "publish of a test", Duration.ZERO)) {
                System.out.println("held");
                System.in.read();
            }
        }
    }

    @Test
    void whoeverComesSecondInTheSameProcessIsRefusedUntilTheFirstCloses() {
        Configuration configuration = Configuration.load(home);
        try (WriterLock first = WriterLock.acquire(configuration, "publish", Duration.ZERO)) {
            assertThatThrownBy(() -> WriterLock.acquire(configuration, "train", Duration.ZERO))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining(
                            "publish (process " + ProcessHandle.current().pid() + ")");
        }
        WriterLock.acquire(configuration, "train", Duration.ZERO).close();
    }

    @Test
    void theLockOfAKilledProcessIsFree() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        home.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Configuration configuration = Configuration.load(home);
        try {
            BufferedReader output = holder.inputReader();
            assertThat(output.readLine()).isEqualTo("held");
            assertThatThrownBy(() -> WriterLock.acquire(configuration, "train", Duration.ofMillis(150)))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("publish of a test (process " + holder.pid() + ")");
        } finally {
            holder.destroyForcibly().waitFor();
        }
        WriterLock.acquire(configuration, "train", Duration.ZERO).close();
    }

    @Test
    void postgresqlNeedsNoLock() {
        Properties properties = new Properties();
        properties.setProperty("lake.catalog-uri", "jdbc:postgresql://127.0.0.1/lake");
        Configuration configuration = Configuration.of(home, properties);
        try (WriterLock first = WriterLock.acquire(configuration, "publish", Duration.ZERO);
                WriterLock second = WriterLock.acquire(configuration, "train", Duration.ZERO)) {
            assertThat(home.resolve("lake/.writer.lock")).doesNotExist();
        }
    }
}
