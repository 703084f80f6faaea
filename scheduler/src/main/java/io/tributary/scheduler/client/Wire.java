// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests and answers: forms out, {@code {code, msg, data}} back. Only what changes nothing is asked again. */
final class Wire {
    /** Codes of answers that say that something is not there. */
    static final int DEFINITION_MISSING = 50003;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TRIALS = 3;
    private static final long PAUSE_MILLIS = 250;
    private static final int UNAUTHORISED = 401;
    private static final int SERVER_ERROR = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI base;
    private final String token;

    Wire(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** What the server answered. */
    record Answer(int code, String message, JsonNode data) {
        boolean good() {
            return code == 0;
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("can't write JSON of " + value, e);
        }
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UnavailableException("the scheduler's answer is no JSON: " + abbreviated(text), e);
        }
    }

    /** Asks; the data of the answer. */
    JsonNode get(String path, Map<String, ?> parameters) {
        return data("GET " + path, answer("GET", path, parameters));
    }

    /** Does something; the data of the answer. */
    JsonNode post(String path, Map<String, ?> parameters) {
        return data("POST " + path, answer("POST", path, parameters));
    }

    /** Changes something; the data of the answer. */
    JsonNode put(String path, Map<String, ?> parameters) {
        return data("PUT " + path, answer("PUT", path, parameters));
    }

    private static JsonNode data(String request, Answer answer) {
        if (answer.good()) {
            return answer.data();
        }
        throw new RefusedException(
                "the scheduler says no to " + request + ": " + answer.message() + " (code " + answer.code() + ")");
    }

    /** Sends a request and reads the answer, good or not. */
    Answer answer(String verb, String path, Map<String, ?> parameters) {
        String form = parameters.entrySet().stream()
                .map(entry -> encoded(entry.getKey()) + "=" + encoded(String.valueOf(entry.getValue())))
                .collect(Collectors.joining("&"));
        boolean asking = verb.equals("GET");
        URI uri = URI.create(base + path + (asking && !form.isEmpty() ? "?" + form : ""));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("token", token);
        if (asking) {
            request.GET();
        } else {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .method(verb, HttpRequest.BodyPublishers.ofString(form));
        }
        return read(send(request.build(), asking ? TRIALS : 1));
    }

    private HttpResponse<String> send(HttpRequest request, int trials) {
        for (int trial = 1; ; trial++) {
            try {
                HttpResponse<String> response =
                        http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                if (response.statusCode() < SERVER_ERROR || trial == trials) {
                    return response;
                }
            } catch (IOException e) {
                if (trial == trials) {
                    throw new SilentSchedulerException(
                            "no scheduler answers at " + base + ": "
                                    + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
                                    + "; start it, or set scheduler.url",
                            e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            } catch (IllegalArgumentException e) {
                throw new InvalidInputException("scheduler.url is '" + base + "', want http://host:port/path", e);
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static UnavailableException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new UnavailableException("interrupted while waiting for the scheduler", cause);
    }

    private Answer read(HttpResponse<String> response) {
        if (response.statusCode() == UNAUTHORISED) {
            throw new UnavailableException("the scheduler at " + base
                    + " does not accept the token (HTTP 401): it is wrong or has expired; set scheduler.token");
        }
        if (!response.body().startsWith("{")) {
            throw new UnavailableException("what answers at " + base + " is no scheduler: HTTP " + response.statusCode()
                    + " " + abbreviated(response.body()));
        }
        JsonNode body = parse(response.body());
        return new Answer(
                body.path("code").asInt(response.statusCode()), body.path("msg").asText(""), body.path("data"));
    }

    private static String abbreviated(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= 80 ? line : line.substring(0, 80) + " …";
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
