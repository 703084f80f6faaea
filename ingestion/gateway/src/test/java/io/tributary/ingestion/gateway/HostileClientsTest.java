// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.config.Configuration;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients without any key that try to keep the others out. */
class HostileClientsTest {
    private static final int PLACES = 4;

    @TempDir
    Path home;

    private Gateway gateway;
    private Caller caller;

    @BeforeEach
    void start() throws IOException {
        Configuration configuration =
                GatewayHome.make(home, "gateway.request-timeout=2s\ngateway.in-flight-max=" + PLACES, List.of("alice"));
        gateway = Gateway.start(configuration, new Nowhere(), 0, Clock.systemUTC());
        caller = new Caller(gateway.port());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Accepts what it is given. */
    private static final class Nowhere implements BatchTopic {
        @Override
        public void write(String key, byte[] value) {}

        @Override
        public void close() {}
    }

    /** They ask again and again and take none of the answers, until the system's buffers are full. */
    @Test
    void whoReadsNoAnswerIsCutOff() throws Exception {
        byte[] question = "GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        List<SocketChannel> clients = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < PLACES; i++) {
                SocketChannel client = SocketChannel.open();
                clients.add(client);
                client.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
                client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_WRITE);
            }
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (!selector.keys().isEmpty()) {
                assertThat(System.nanoTime())
                        .as("time at which the gateway has closed every connection")
                        .isLessThan(end);
                selector.select(500);
                selector.selectedKeys().forEach(key -> ask(key, question));
                selector.selectedKeys().clear();
            }
            requireAnswered();
        } finally {
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    /** Writes until nothing more is taken; a connection that was closed needs no more watching. */
    private static void ask(SelectionKey key, byte[] question) {
        try {
            ByteBuffer ahead = ByteBuffer.wrap(question);
            while (((SocketChannel) key.channel()).write(ahead) > 0) {
                ahead = ahead.hasRemaining() ? ahead : ByteBuffer.wrap(question);
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    @Test
    void whoBreaksOffInTheMiddleLeavesHisPlace() throws Exception {
        for (int i = 0; i < 3 * PLACES; i++) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                OutputStream out = client.getOutputStream();
                out.write("POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{\"a"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                client.setSoLinger(true, 0);
            }
        }
        requireAnswered();
    }

    /** They have as good as no time limit, and send one byte now and then; who sends at a pace is let in all the same. */
    @Test
    void whoSendsNextToNothingGivesWayToWhoeverComes(@TempDir Path other) throws Exception {
        Configuration patient = GatewayHome.make(
                other, "gateway.request-timeout=60m\ngateway.in-flight-max=" + PLACES, List.of("alice"));
        List<Socket> slow = new ArrayList<>();
        try (Gateway open = Gateway.start(patient, new Nowhere(), 0, Clock.systemUTC())) {
            for (int i = 0; i < PLACES; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), open.port());
                slow.add(client);
                client.getOutputStream()
                        .write("POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{\"a"
                                .getBytes(StandardCharsets.US_ASCII));
            }
            Caller honest = new Caller(open.port());
            byte[] batch = Senders.batch("alice", 0, 1).bytes();
            int status = honest.post(batch).status();
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (status == 503) {
                assertThat(System.nanoTime())
                        .as("time at which a place is found")
                        .isLessThan(end);
                status = honest.post(batch).status();
            }
            assertThat(status).isEqualTo(201);
            // All of them are cut off long before the hour is over.
            for (Socket client : slow) {
                client.setSoTimeout(60_000);
                assertThat(client.getInputStream().read()).as("the end").isNegative();
            }
        } finally {
            for (Socket client : slow) {
                client.close();
            }
        }
    }

    private void requireAnswered() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (caller.get("/v1/status", "").status() != 200) {
            assertThat(System.nanoTime())
                    .as("time at which all places are free again")
                    .isLessThan(end);
        }
    }

    /** Names that nobody has cost a look at what the registry's newest state is, and no reading of its rows, which grow with its users. */
    @Test
    void whoSendsUnderNamesThatNobodyHasMakesNobodyReadTheRegistryAgain() throws Exception {
        try (Stream<Path> files = Files.walk(home.resolve("lake"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }
        for (int i = 0; i < 5; i++) {
            assertThat(caller.post(Senders.batch("nobody" + i, 0, 1).bytes()).rule())
                    .isEqualTo("contributor.unknown");
        }
        assertThat(caller.post(Senders.batch("alice", 0, 1).bytes()).status()).isEqualTo(201);
    }
}
