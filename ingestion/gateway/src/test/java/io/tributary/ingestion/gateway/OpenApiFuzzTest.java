// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tributary.ingestion.gateway.Caller.Reply;
import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.sign.SignedEnvelope;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests drawn from the gateway's own OpenAPI page, and from beside it: every answer is one that the page foretells. */
class OpenApiFuzzTest {
    private static final int ODD_ONE_IN = 30;

    @TempDir
    Path home;

    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private Gateway gateway;
    private Caller caller;
    private JsonNode page;

    @BeforeEach
    void start() throws Exception {
        Configuration configuration =
                GatewayHome.make(home, "gateway.files-per-day=40\ningest.record-bytes-max=65536", List.of("alice"));
        gateway = Gateway.start(configuration, new Sink(), 0, Clock.systemUTC());
        caller = new Caller(gateway.port());
        page = mapper.readTree(caller.get("/openapi.json", "").body());
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void thePageNamesExactlyTheRoutesThatThereAre() {
        Set<String> written = new TreeSet<>();
        page.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                written.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        Set<String> routes = new TreeSet<>();
        for (Route route : Route.values()) {
            routes.add(route.method() + " " + route.template());
        }
        assertThat(written).isEqualTo(routes);
        assertThat(page.path("openapi").asText()).startsWith("3.");
        assertThat(page.findValuesAsText("$ref"))
                .isNotEmpty()
                .allSatisfy(
                        reference -> assertThat(page.at(reference.substring(1)).isMissingNode())
                                .isFalse());
    }

    @Test
    void everyAnswerIsOneThatThePageForetells() throws Exception {
        Map<Integer, Integer> seen = fuzz(20_261_121L, 400);
        assertThat(seen.keySet()).as("reached").contains(200, 201, 400, 401, 409, 422, 429);
    }

    @Test
    @Tag("slow")
    void everyAnswerOfManyIsOneThatThePageForetells() throws Exception {
        fuzz(System.nanoTime(), 20_000);
    }

    private Map<Integer, Integer> fuzz(long seed, int rounds) throws Exception {
        Random random = new Random(seed);
        SchemaValues values = new SchemaValues(page, random, ODD_ONE_IN);
        Map<Integer, Integer> seen = new HashMap<>();
        List<String> paths = new ArrayList<>();
        page.path("paths").fieldNames().forEachRemaining(paths::add);
        for (int round = 0; round < rounds; round++) {
            String path = random.nextInt(3) > 0 ? "/v1/batches" : paths.get(random.nextInt(paths.size()));
            JsonNode operations = page.path("paths").path(path);
            String method = operations.fieldNames().next();
            JsonNode operation = operations.path(method);
            String where = "round " + round + " of seed " + seed + ": " + method + " " + path;
            Reply reply = method.equals("post")
                    ? caller.post(body(random, values, operation))
                    : ask(random, values, path, operation);
            seen.merge(reply.status(), 1, Integer::sum);
            requireForetold(where, operation, values, reply);
        }
        return seen;
    }

    private Reply ask(Random random, SchemaValues values, String path, JsonNode operation) throws Exception {
        String filled = path;
        for (JsonNode parameter : operation.path("parameters")) {
            String value = values.value(parameter.path("schema")).asText();
            String encoded = URLEncoder.encode(value.isEmpty() ? "-" : value, StandardCharsets.UTF_8);
            filled = filled.replace("{" + parameter.path("name").asText() + "}", encoded.replace("+", "%20"));
        }
        long at = System.currentTimeMillis() - (random.nextInt(8) == 0 ? random.nextInt() : 0);
        String question = random.nextInt(6) == 0
                ? "Tributary-Question " + Integer.toHexString(random.nextInt())
                : Senders.question("alice", Senders.key("alice"), filled, Math.max(0, at));
        return caller.get(filled, random.nextInt(10) == 0 ? "" : question);
    }

    private byte[] body(Random random, SchemaValues values, JsonNode operation) throws Exception {
        if (random.nextInt(4) == 0) {
            return Senders.batch("alice", random.nextInt(60), 1 + random.nextInt(2))
                    .bytes();
        }
        JsonNode drawn = values.value(operation
                .path("requestBody")
                .path("content")
                .path("application/json")
                .path("schema"));
        // Sorted keys make most of what is drawn canonical, so that it gets behind the first door.
        byte[] bytes = mapper.writeValueAsBytes(mapper.treeToValue(drawn, Object.class));
        return random.nextBoolean() ? signed(bytes) : bytes;
    }

    /** What was drawn, with a right header and signature where it can be had. */
    private static byte[] signed(byte[] drawn) {
        try {
            Contributions batch = Contributions.of(CanonicalJson.parse(drawn, 1 << 20), 100);
            List<ContributionItem> items = batch.items();
            Contributions own = Senders.signer("alice").sign(Senders.DATANET, 7, items);
            BatchHeader header = own.header();
            return new Contributions(batch.datanet(), SignedEnvelope.sign(header.toJson(), Senders.key("alice")), items)
                    .bytes();
        } catch (InvalidInputException e) {
            return drawn;
        }
    }

    private void requireForetold(String where, JsonNode operation, SchemaValues values, Reply reply) throws Exception {
        JsonNode response = operation.path("responses").path(Integer.toString(reply.status()));
        if (reply.status() >= 500 || response.isMissingNode()) {
            fail(where + " was answered " + reply.status() + ": " + new String(reply.body(), StandardCharsets.UTF_8));
        }
        JsonNode schema = values.resolve(values.resolve(response)
                .path("content")
                .path("application/json")
                .path("schema"));
        JsonNode answered = mapper.readTree(reply.body());
        for (JsonNode required : schema.path("required")) {
            assertThat(answered.has(required.asText()))
                    .as(where + ": " + answered)
                    .isTrue();
        }
    }

    private static final class Sink implements BatchTopic {
        @Override
        public void write(String key, byte[] value) {
            assertThat(key).isEqualTo("alice");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
