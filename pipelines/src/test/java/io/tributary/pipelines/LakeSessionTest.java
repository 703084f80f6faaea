// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator's file of Spark properties is checked before Spark starts. */
class LakeSessionTest {
    @TempDir
    Path home;

    @Test
    void aPropertyThatIsNotSparksIsRefused() throws IOException {
        Path file = Files.writeString(home.resolve("spark.conf"), "spark.executor.memory=1g\nexecutor.cores=2\n");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(file + " has the property executor.cores, want spark.* only");
    }

    @Test
    void aFileThatIsNotThereIsNamedWithItsKey() {
        Path file = home.resolve("nowhere.conf");
        assertThatThrownBy(() -> open(file))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("spark.properties-file names " + file + ", which can't be read");
    }

    private void open(Path file) {
        Properties properties = new Properties();
        properties.setProperty(Key.SPARK_PROPERTIES_FILE.id(), file.toString());
        LakeSession.open(Configuration.of(home, properties), "local[1]", "test").close();
    }
}
