// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import static io.tributary.ingestion.gateway.Senders.batch;
import static io.tributary.ingestion.gateway.Senders.draft;
import static io.tributary.ingestion.gateway.Senders.key;
import static io.tributary.ingestion.gateway.Senders.question;
import static io.tributary.ingestion.gateway.Senders.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.broker.BrokerOptions;
import io.tributary.ingestion.broker.EmbeddedBroker;
import io.tributary.ingestion.gateway.Caller.Reply;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.GatewayKey;
import io.tributary.protocol.record.InclusionPromise;
import io.tributary.protocol.sign.SignedEnvelope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway in a process of its own, before a real broker. Every test sends as contributors of its own. */
class GatewayProcessTest {
    private static final int ITEMS_PER_DAY = 6;
    private static final int PLACES = 4;
    private static final String SETTINGS = String.join(
            "\n",
            "gateway.items-per-day=" + ITEMS_PER_DAY,
            "gateway.files-per-day=5",
            "gateway.in-flight-max=" + PLACES,
            "gateway.request-timeout=5s",
            "gateway.bytes-per-second-min=0",
            "ingest.record-bytes-max=65536",
            "ingest.items-max=20");
    private static final List<String> CONTRIBUTORS =
            List.of("alice", "bob", "carol", "dora", "edgar", "flora", "gregor", "hanna");

    @TempDir
    static Path folder;

    private static Path home;
    private static EmbeddedBroker broker;
    private static GatewayProcess gateway;
    private static Caller caller;

    @BeforeAll
    static void start() throws IOException {
        home = folder.resolve("home");
        GatewayHome.make(home, SETTINGS, CONTRIBUTORS);
        broker = EmbeddedBroker.start(new BrokerOptions(home.resolve("kafka"), 0));
        startGateway();
    }

    private static void startGateway() throws IOException {
        gateway = GatewayProcess.start(home, broker.address().bootstrapServers());
        caller = gateway.caller();
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** What Kafka holds of one contributor. */
    private static List<byte[]> inKafka(String contributor) {
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address().bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition("contributions", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    if (found.key().equals(contributor)) {
                        values.add(found.value());
                    }
                }
            }
        }
        return values;
    }

    @Test
    void aBatchIsInKafkaAsItWasSentAndPromisedOnceHoweverOftenItComes() throws Exception {
        Contributions batch = batch("alice", 0, 2);
        Reply first = caller.post(batch.bytes());
        Reply second = caller.post(batch.bytes());

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(inKafka("alice")).containsExactly(batch.bytes());
        SignedEnvelope authority = SignedEnvelope.of(first.json().object("authority"));
        SignedEnvelope promise = SignedEnvelope.of(first.json().object("promise"));
        assertThat(authority.verifiedBy(GatewayHome.ORGANISATION.verifyingKey()))
                .isTrue();
        assertThat(promise.verifiedBy(GatewayKey.of(authority.body()).publicKey()))
                .isTrue();
        InclusionPromise promised = InclusionPromise.of(promise.body());
        assertThat(promised.isAbout(batch.header())).isTrue();
        assertThat(promised.includeBy() - promised.receivedAt())
                .isEqualTo(Duration.ofHours(24).toMillis());
    }

    @Test
    void anotherBatchUnderANumberThatWasTakenIsRefused() throws Exception {
        assertThat(caller.post(batch("bob", 3, 1).bytes()).status()).isEqualTo(201);
        Reply reply = caller.post(batch("bob", 3, 2).bytes());

        assertThat(reply.status()).isEqualTo(409);
        assertThat(reply.rule()).isEqualTo("sequence.replayed");
        assertThat(inKafka("bob")).hasSize(1);
    }

    @Test
    void nobodySendsInTheNameOfAnother() throws Exception {
        Contributions good = batch("carol", 0, 1);
        String text = good.toJson().toString();
        Contributions forged = batch(new BatchSigner(Senders.NETWORK, "carol", key("mallory")), Senders.DATANET, 0, 1);
        SignedEnvelope stolen = SignedEnvelope.sign(good.signed().body(), key("mallory"));

        refused(401, "signature.missing", text.replaceFirst("\"signature\":\"[0-9a-f]+\"", "\"signature\":\"\""));
        refused(401, "signature.key-unknown", forged.toJson().toString());
        refused(
                401,
                "signature.invalid",
                new Contributions(Senders.DATANET, stolen, good.items())
                        .toJson()
                        .toString());
        refused(401, "contributor.unknown", batch("mallory", 0, 1).toJson().toString());
        refused(
                401,
                "contributor.unknown",
                batch(GatewayHome.WITHDRAWN, 0, 1).toJson().toString());
        refused(
                422,
                "network.mismatch",
                batch(new BatchSigner("other", "carol", key("carol")), Senders.DATANET, 0, 1)
                        .toJson()
                        .toString());
        assertThat(inKafka("carol")).isEmpty();
        assertThat(inKafka("mallory")).isEmpty();
    }

    /** It would wait for a key for ever, and the promise be broken. */
    @Test
    void nothingIsPromisedOfWhatNobodyHereCanOpen() throws Exception {
        refused(
                422,
                "seal.key-missing",
                batch(signer("dora"), GatewayHome.UNSEALED, 0, 1).toJson().toString());
        assertThat(inKafka("dora")).isEmpty();
    }

    @Test
    void whatTheIngestionWouldRefuseIsRefusedAtTheDoorByTheSameRule() throws Exception {
        BatchSigner dora = signer("dora");
        refused(404, "datanet.unknown", batch(dora, "nowhere", 0, 1).toJson().toString());
        refused(
                422,
                "kind.label",
                batch(dora, Senders.DATANET, 0, List.of(draft("l", "label", "")))
                        .toJson()
                        .toString());
        refused(400, "json.syntax", "{");
        refused(400, "json.not-canonical", " " + batch("dora", 0, 1).toJson());
        refused(
                422,
                "root.mismatch",
                batch("dora", 0, 1).toJson().toString().replace("\"originAt\":\"17", "\"originAt\":\"18"));
        refused(413, "batch.too-many-items", batch("dora", 0, 21).toJson().toString());
        refused(413, "record.too-large", "x".repeat(65_537));
        assertThat(inKafka("dora")).isEmpty();
    }

    private static void refused(int status, String rule, String body) throws Exception {
        Reply reply = caller.post(body.getBytes(StandardCharsets.UTF_8));
        assertThat(reply.rule())
                .as(body.substring(0, Math.min(80, body.length())))
                .isEqualTo(rule);
        assertThat(reply.status()).as(rule).isEqualTo(status);
    }

    @Test
    void aQuotaNamesLimitUseAndResetAndOutlivesAKilledGateway() throws Exception {
        Reply before = caller.post(batch("edgar", 0, 4).bytes());
        assertThat(before.status()).isEqualTo(201);
        requireBeyond(caller.post(batch("edgar", 1, 3).bytes()));

        gateway.kill();
        startGateway();

        requireBeyond(caller.post(batch("edgar", 1, 3).bytes()));
        assertThat(caller.post(batch("edgar", 0, 4).bytes()).body()).isEqualTo(before.body());
        assertThat(caller.post(batch("edgar", 2, 2).bytes()).status()).isEqualTo(201);
        JsonObject quota = caller.get("/v1/quota", ask("edgar", "/v1/quota")).json();
        assertThat(quota.object("used").integer("items")).isEqualTo(ITEMS_PER_DAY);
        assertThat(quota.object("used").integer("files")).isEqualTo(2);
        assertThat(inKafka("edgar")).hasSize(2);
    }

    private static void requireBeyond(Reply reply) {
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.rule()).isEqualTo("quota.items");
        assertThat(reply.json().text("error"))
                .startsWith(
                        "edgar may send 6 items a day and has sent 4, with this batch it would be 7; send it after 20");
        assertThat(reply.json().integer("limit")).isEqualTo(ITEMS_PER_DAY);
        assertThat(reply.json().integer("used")).isEqualTo(4);
        assertThat(reply.json().integer("resetsAt") % Duration.ofDays(1).toMillis())
                .isZero();
        assertThat(Long.parseLong(reply.retryAfter().orElseThrow())).isBetween(1L, 86_400L);
    }

    private static String ask(String name, String path) {
        return question(name, key(name), path, System.currentTimeMillis());
    }

    @Test
    void questionsAreAnsweredToTheirSignerAloneAndForAMinute() throws Exception {
        Reply taken = caller.post(batch("flora", 5, 1).bytes());
        String path = "/v1/promises/5";
        long now = System.currentTimeMillis();

        assertThat(caller.get(path, ask("flora", path)).body()).isEqualTo(taken.body());
        assertThat(caller.get(path, ask("hanna", path)).rule()).isEqualTo("promise.unknown");
        assertThat(caller.get(path, "").rule()).isEqualTo("signature.missing");
        assertThat(caller.get(path, "Bearer abc").rule()).isEqualTo("signature.missing");
        assertThat(caller.get(path, ask("flora", "/v1/quota")).rule()).isEqualTo("signature.invalid");
        assertThat(caller.get(path, question("flora", key("flora"), path, now - 120_000))
                        .rule())
                .isEqualTo("signature.invalid");
        assertThat(caller.get(path, question("flora", key("hanna"), path, now)).rule())
                .isEqualTo("signature.key-unknown");
        assertThat(caller.get("/v1/promises/first", ask("flora", "/v1/promises/first"))
                        .status())
                .isEqualTo(400);
    }

    /** Twice as many slow clients as there are places: who finds none is answered at once, the others lose their connections in time. */
    @Test
    void whoComesWhenAllPlacesAreTakenIsToldToComeBackAndSlowOnesAreCutOff() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * PLACES; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), caller.port());
                slow.add(socket);
                socket.setSoTimeout(60_000);
                OutputStream out = socket.getOutputStream();
                out.write("POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{\"a"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            List<List<String>> told = new ArrayList<>();
            for (Socket socket : slow) {
                List<String> head = head(socket.getInputStream());
                if (!head.isEmpty()) {
                    told.add(head);
                }
            }
            assertThat(told)
                    .hasSizeBetween(PLACES, 2 * PLACES - 1)
                    .allSatisfy(head -> assertThat(head)
                            .anyMatch(line -> line.startsWith("HTTP/1.1 503 "))
                            .contains("Retry-After: 1"));
            assertThat(caller.get("/v1/status", "").status()).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** The lines before an answer's body; none if the connection was cut off. */
    private static List<String> head(InputStream in) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII));
        List<String> head = new ArrayList<>();
        String line = lines.readLine();
        while (line != null && !line.isEmpty()) {
            head.add(line);
            line = lines.readLine();
        }
        return head;
    }

    @Test
    void everyEndOfAPathThatIsNotThereIsTold() throws Exception {
        assertThat(caller.get("/v2/batches", "").status()).isEqualTo(404);
        assertThat(caller.get("/v1/batches", "").status()).isEqualTo(405);
        assertThat(caller.send("DELETE", "/v1/quota", "", new byte[0]).rule()).isEqualTo("method.unknown");
        assertThat(caller.get("/openapi.json", "").status()).isEqualTo(200);
    }
}
