// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestOptionsTest {
    @TempDir
    private Path home;

    @Test
    void homeOfAConfigurationFileIsItsFolder() throws IOException {
        Path file = home.resolve("tributary.properties");
        Files.writeString(file, "kafka.bootstrap-servers=10.0.0.1:9092\n");

        IngestOptions options = IngestOptions.parse(List.of("--config", file.toString(), "--drain"));

        assertThat(options.configuration().home()).isEqualTo(home);
        assertThat(options.drain()).isTrue();
        assertThat(options.result()).isEmpty();
        assertThat(options.bootstrapServers()).isEqualTo("10.0.0.1:9092");
    }

    @Test
    void findsTheEmbeddedBrokerOfTheHomeFolder() throws IOException {
        Files.createDirectories(home.resolve("kafka"));
        Files.writeString(home.resolve("kafka/broker.properties"), "bootstrap.servers=127.0.0.1\\:4711\n");

        IngestOptions options = IngestOptions.parse(List.of("--home", home.toString()));

        assertThat(options.bootstrapServers()).isEqualTo("127.0.0.1:4711");
        assertThat(options.drain()).isFalse();
    }

    @Test
    void saysThatThereIsNoBroker() {
        IngestOptions options = IngestOptions.parse(List.of("--home", home.toString()));

        assertThatThrownBy(options::bootstrapServers)
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("kafka.bootstrap-servers is empty and there is no " + home);
    }

    @Test
    void whatTheCommandLineSetsGoesBeforeTheFile() throws IOException {
        Path file = home.resolve("tributary.properties");
        Files.writeString(file, "ingest.parallelism=3\ningest.checkpoint-interval=7s\n");

        Configuration configuration = IngestOptions.parse(List.of(
                        "--config",
                        file.toString(),
                        "--set",
                        "ingest.checkpoint-interval=1s",
                        "--set",
                        "kafka.port=99"))
                .configuration();

        assertThat(configuration.text(Key.INGEST_CHECKPOINT_INTERVAL)).isEqualTo("1s");
        assertThat(configuration.integer(Key.KAFKA_PORT)).isEqualTo(99);
        assertThat(configuration.integer(Key.INGEST_PARALLELISM)).isEqualTo(3);
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--config", file.toString(), "--set", "kafka.prot=9")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("kafka.port");
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--config", file.toString(), "--set", "kafka.port")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("--set: got kafka.port, want KEY=VALUE");
    }

    @Test
    void namesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--home", home.toString(), "--drian")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("got --drian, want --home DIR");
        assertThatThrownBy(() -> IngestOptions.parse(List.of("--home")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("--home has no value");
    }
}
