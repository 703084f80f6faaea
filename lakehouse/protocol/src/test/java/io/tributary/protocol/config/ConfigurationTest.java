// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
    @TempDir
    Path home;

    @Test
    void withoutAFileEveryKeyHasItsDefault() {
        Configuration configuration = Configuration.load(home);
        assertThat(configuration.text(Key.NETWORK_ID)).isEqualTo("tributary-demo");
        assertThat(configuration.path(Key.LAKE_WAREHOUSE)).isEqualTo(home.resolve("lake/warehouse"));
        assertThat(configuration.duration(Key.INGEST_CHECKPOINT_INTERVAL)).isEqualTo(Duration.ofSeconds(30));
        assertThat(configuration.integer(Key.INGEST_RECORD_BYTES_MAX)).isEqualTo(1 << 20);
    }

    @Test
    void everyKeyCanBeSetAndIsPrintedWithSecretsHidden() throws IOException {
        Properties properties = new Properties();
        for (Key key : Key.values()) {
            properties.setProperty(key.id(), value(key));
        }
        try (var out = Files.newBufferedWriter(home.resolve(Configuration.FILE_NAME))) {
            properties.store(out, "");
        }
        Configuration configuration = Configuration.load(home);
        for (Key key : Key.values()) {
            assertThat(configuration.text(key)).as(key.id()).isEqualTo(value(key));
            String shown = key.kind() == Configuration.Kind.SECRET ? "(hidden)" : value(key);
            assertThat(configuration.describe()).contains(key.id() + "=" + shown + "\n");
        }
    }

    private static String value(Key key) {
        return switch (key.kind()) {
            case INTEGER -> "17";
            case DURATION -> "17m";
            default -> "x-" + key.id();
        };
    }

    @Test
    void anUnknownKeyNamesTheNearest() {
        assertThatThrownBy(() -> Configuration.of(home, properties("kafka.prot", "1")))
                .hasMessage("unknown configuration key kafka.prot, did you mean kafka.port?");
    }

    @Test
    void aValueOfTheWrongKindIsRefused() {
        assertThatThrownBy(() -> Configuration.of(home, properties("kafka.port", "-1")))
                .hasMessage("kafka.port: got -1, want 0 or more");
        assertThatThrownBy(() -> Configuration.of(home, properties("ingest.checkpoint-interval", "5 sec")))
                .hasMessage("ingest.checkpoint-interval: got 5 sec, want as 500ms, 5s or 2m");
    }

    private static Properties properties(String key, String value) {
        Properties properties = new Properties();
        properties.setProperty(key, value);
        return properties;
    }
}
