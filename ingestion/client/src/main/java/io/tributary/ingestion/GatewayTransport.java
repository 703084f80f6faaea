// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.InclusionPromise;
import io.tributary.protocol.sign.SignedEnvelope;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Sends batches of contributions to a gateway, and comes back as often as it is told to within a minute or so. */
final class GatewayTransport implements BatchTransport {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
    private static final Duration REQUEST_MAX = Duration.ofSeconds(60);
    private static final int TRIES_MAX = 12;

    /** A batch from more files than a gateway wants named counts as one. */
    private static final int FILES_MAX = 100;

    private static final long WAIT_SECONDS_MAX = 10;
    private static final int ANSWER_BYTES_MAX = 1 << 20;
    private static final int VALUE_BYTES_MAX = 64 << 20;

    private final URI batches;
    private final HttpClient client;

    GatewayTransport(URI gateway, Optional<SSLContext> trust) {
        if (gateway.getHost() == null || !("http".equals(gateway.getScheme()) || "https".equals(gateway.getScheme()))) {
            throw new InvalidInputException("gateway is " + gateway + ", want as http://127.0.0.1:32020");
        }
        this.batches = gateway.resolve("/v1/batches");
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_MAX);
        trust.ifPresent(builder::sslContext);
        this.client = builder.build();
    }

    @Override
    public Supplier<Delivery> send(Topic topic, String signer, byte[] value, Set<String> files) {
        if (topic != Topic.CONTRIBUTIONS) {
            throw new InvalidInputException("a gateway takes contributions alone; send receipts to Kafka");
        }
        CompletableFuture<HttpResponse<byte[]>> first = post(value, files);
        return () -> delivered(first, value, files);
    }

    private CompletableFuture<HttpResponse<byte[]>> post(byte[] value, Set<String> files) {
        HttpRequest.Builder request = HttpRequest.newBuilder(batches)
                .timeout(REQUEST_MAX)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(value));
        if (!files.isEmpty() && files.size() <= FILES_MAX) {
            request.header("Tributary-Files", String.join(",", files));
        }
        return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private Delivery delivered(CompletableFuture<HttpResponse<byte[]>> first, byte[] value, Set<String> files) {
        CompletableFuture<HttpResponse<byte[]>> asked = first;
        for (int tries = 1; ; tries++) {
            HttpResponse<byte[]> response = await(asked);
            if (response.statusCode() == 200 || response.statusCode() == 201) {
                return new Delivery(-1, -1, Optional.of(accepted(response.body(), value)));
            }
            if (response.statusCode() != 503 || tries == TRIES_MAX) {
                throw refusal(response);
            }
            pause(response);
            asked = post(value, files);
        }
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> asked) {
        try {
            return asked.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof SSLException) {
                throw new UnavailableException(
                        "no trusted connection to " + batches.resolve("/") + ": " + cause.getMessage()
                                + "; nothing was sent, and what waits stays in the outbox",
                        e);
            }
            if (cause instanceof IOException) {
                throw new UnavailableException(
                        "no gateway answers at " + batches.resolve("/")
                                + "; what was not taken stays in the outbox and the next run sends it",
                        e);
            }
            throw new IllegalStateException("the request to " + batches + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the gateway", e);
        }
    }

    private static void pause(HttpResponse<byte[]> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("1");
        long wait = seconds.matches("[0-9]{1,6}") ? Long.parseLong(seconds) : 1;
        try {
            TimeUnit.SECONDS.sleep(Math.min(WAIT_SECONDS_MAX, wait));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for the gateway", e);
        }
    }

    /** The answer, if its promise is about this batch; who signed it, the holder of a policy can tell later. */
    private static JsonObject accepted(byte[] body, byte[] value) {
        try {
            JsonObject answer = CanonicalJson.parse(body, ANSWER_BYTES_MAX);
            answer.require("tributary/accepted/v1", "authority", "promise");
            SignedEnvelope.of(answer.object("authority"));
            InclusionPromise promise = InclusionPromise.of(
                    SignedEnvelope.of(answer.object("promise")).body());
            SignedEnvelope signed = SignedEnvelope.of(
                    CanonicalJson.parse(value, VALUE_BYTES_MAX).object("signed"));
            if (!promise.isAbout(BatchHeader.of(signed.body()))) {
                throw new InvalidInputException("its promise is about another batch");
            }
            return answer;
        } catch (InvalidInputException e) {
            throw new UnavailableException("the gateway's answer is of no use: " + e.getMessage(), e);
        }
    }

    private RuntimeException refusal(HttpResponse<byte[]> response) {
        String rule = "HTTP " + response.statusCode();
        String sentence = "no reason given";
        try {
            JsonObject error = CanonicalJson.parse(response.body(), ANSWER_BYTES_MAX);
            rule = error.text("rule");
            sentence = error.text("error");
        } catch (InvalidInputException e) {
            // Something in between answered, and all that it said is the status.
        }
        String text = "the gateway does not take the batch (" + rule + "): " + sentence;
        boolean later = response.statusCode() == 429 || response.statusCode() >= 500;
        return later
                ? new UnavailableException(text + "; what was not taken stays in the outbox")
                : new RefusedException(text);
    }

    @Override
    public void close() {
        // The JDK's client has nothing to close before release 21.
    }
}
