// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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
    void whatGoesOnForLongTakesAllCoresUnlessItIsToldOtherwise() throws IOException {
        Path file = home.resolve("tributary.properties");
        Files.writeString(file, "");
        List<String> follow = List.of("--config", file.toString());
        List<String> drain = List.of("--config", file.toString(), "--drain");
        int cores = Math.min(8, Runtime.getRuntime().availableProcessors());

        assertThat(FlinkSettings.parallelism(IngestOptions.parse(follow).configuration()))
                .isEqualTo(cores);
        assertThat(FlinkSettings.parallelism(IngestOptions.parse(drain).configuration()))
                .isEqualTo(1);

        Files.writeString(file, "ingest.parallelism=3\n");
        assertThat(FlinkSettings.parallelism(IngestOptions.parse(follow).configuration()))
                .isEqualTo(3);
        assertThat(FlinkSettings.parallelism(IngestOptions.parse(drain).configuration()))
                .isEqualTo(3);
    }

    @Test
    void onAClusterItTakesTheSlotsThatThereAre() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AtomicReference<String> answer = new AtomicReference<>("{\"taskmanagers\":2,\"slots-total\":6}");
        server.createContext("/overview", exchange -> {
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String address = "127.0.0.1:" + server.getAddress().getPort();
            List<String> follow = List.of("--home", home.toString(), "--set", "ingest.flink-cluster=" + address);

            assertThat(IngestOptions.parse(follow).configuration().integer(Key.INGEST_PARALLELISM))
                    .isEqualTo(6);

            answer.set("{\"taskmanagers\":0,\"slots-total\":0}");
            assertThatThrownBy(() -> IngestOptions.parse(follow))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("ingest.parallelism");
        } finally {
            server.stop(0);
        }
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
