// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.ingestion.BatchLimits;
import io.tributary.ingestion.ContributionClient;
import io.tributary.ingestion.GatewayTrust;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.ingestion.Topic;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.seal.SealingKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who serves others serves HTTPS, and a sender believes no certificate that nobody vouched for. */
class GatewayTlsTest {
    private static final BatchLimits LIMITS = new BatchLimits(65_536, 20);

    @TempDir
    static Path folder;

    private static PemFiles own;
    private static PemFiles foreign;

    @BeforeAll
    static void makeCertificates() throws Exception {
        own = PemFiles.make(folder.resolve("pem"), "own");
        foreign = PemFiles.make(folder.resolve("pem"), "foreign");
    }

    @Test
    void batchesGoOverHttpsToAGatewayThatIsBelievedAndToNoOther() throws Exception {
        Configuration configuration = GatewayHome.make(
                folder.resolve("home"),
                "gateway.host=0.0.0.0\ngateway.tls.certificate=" + own.certificate() + "\ngateway.tls.key=" + own.key(),
                List.of("alice"));
        Kept kept = new Kept();
        try (Gateway gateway = Gateway.start(configuration, kept, 0, Clock.systemUTC())) {
            URI address = URI.create("https://127.0.0.1:" + gateway.port());
            PayloadSeal seal = new PayloadSeal("alice/speeches", SealingKey.of(new byte[32]));
            try (ContributionClient client = ContributionClient.via(
                    address, GatewayTrust.authorities(own.certificate()), folder.resolve("outbox"), LIMITS)) {
                client.contribute(
                        Senders.signer("alice"), Senders.DATANET, List.of(Senders.draft("r-1", "record", "")), seal);
                assertThat(client.taken(Topic.CONTRIBUTIONS, "alice", 0))
                        .get()
                        .satisfies(taken -> assertThat(taken.accepted()).isPresent());
            }
            assertThat(kept.values).hasSize(1);

            for (int believing = 0; believing < 2; believing++) {
                Path outbox = folder.resolve("outbox-" + believing);
                try (ContributionClient client = believing == 0
                        ? ContributionClient.via(address, outbox, LIMITS)
                        : ContributionClient.via(
                                address, GatewayTrust.authorities(foreign.certificate()), outbox, LIMITS)) {
                    assertThatThrownBy(() -> client.contribute(
                                    Senders.signer("alice"),
                                    Senders.DATANET,
                                    List.of(Senders.draft("r-2", "record", "")),
                                    seal))
                            .isInstanceOf(UnavailableException.class)
                            .hasMessageContaining("no trusted connection to " + address);
                }
            }
            assertThat(kept.values).hasSize(1);
            requirePinnedStatus(gateway.port());
            requireNoPlainAnswer(gateway.port());
        }
    }

    /** As the operator's own command asks: believing this very certificate, under any name. */
    private static void requirePinnedStatus(int port) throws Exception {
        URI status = URI.create("https://localhost:" + port + "/v1/status");
        HttpResponse<String> answer = HttpClient.newBuilder()
                .sslContext(GatewayTrust.exactly(own.certificate()))
                .build()
                .send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        HttpClient other = HttpClient.newBuilder()
                .sslContext(GatewayTrust.exactly(foreign.certificate()))
                .build();
        assertThatThrownBy(
                        () -> other.send(HttpRequest.newBuilder(status).build(), HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(SSLException.class);
    }

    private static void requireNoPlainAnswer(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write("GET /v1/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            byte[] answer;
            try {
                answer = in.readAllBytes();
            } catch (IOException e) {
                answer = new byte[0];
            }
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1 200");
        }
    }

    @Test
    void nobodyBeyondTheMachineIsServedWithoutACertificate() {
        for (String host : List.of("0.0.0.0", "192.0.2.7", "::")) {
            assertThatThrownBy(() -> start("gateway.host", host))
                    .as(host)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("plain HTTP is served on loop-back addresses alone");
        }
    }

    @Test
    void filesThatCannotBeServedWithAreNamed() throws IOException {
        assertThatThrownBy(
                        () -> start("gateway.tls.certificate", own.certificate().toString()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("want both or neither");
        assertThatThrownBy(() -> start(own.certificate(), foreign.key()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("does not belong to the first certificate of");
        assertThatThrownBy(() -> start(own.key(), own.key()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no certificates in");
        Path old = folder.resolve("old.key");
        Files.writeString(old, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        assertThatThrownBy(() -> start(own.certificate(), old))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("openssl pkcs8");
        assertThatThrownBy(() -> start(folder.resolve("nowhere"), own.key())).isInstanceOf(UnavailableException.class);
    }

    private static Gateway start(Path certificate, Path key) {
        return start("gateway.tls.certificate", certificate.toString(), "gateway.tls.key", key.toString());
    }

    private static Gateway start(String... settings) {
        Properties properties = new Properties();
        for (int i = 0; i < settings.length; i += 2) {
            properties.setProperty(settings[i], settings[i + 1]);
        }
        return Gateway.start(
                Configuration.of(folder.resolve("never-used"), properties), new Kept(), 0, Clock.systemUTC());
    }

    /** Keeps what is written. */
    private static final class Kept implements BatchTopic {
        private final List<byte[]> values = new ArrayList<>();

        @Override
        public synchronized void write(String key, byte[] value) {
            values.add(value.clone());
        }

        @Override
        public void close() {
            values.clear();
        }
    }
}
