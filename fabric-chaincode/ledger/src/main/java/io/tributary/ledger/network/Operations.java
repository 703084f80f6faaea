// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import io.tributary.protocol.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The HTTP sides of peers and orderers on the loopback address: health, metrics, and the orderer's channels. */
final class Operations {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String BOUNDARY = "tributary-channel-block";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(DEADLINE)
            .build();

    /** Nothing if the node calls itself healthy, else what is wrong. */
    Optional<String> ill(int operationsPort) throws InterruptedException {
        try {
            HttpResponse<String> response = get(operationsPort, "/healthz");
            return response.statusCode() == 200 ? Optional.empty() : Optional.of(response.body());
        } catch (IOException e) {
            return Optional.of("port " + operationsPort + " does not answer");
        }
    }

    /** A gauge of a node for the channel; nothing if it does not know it yet or does not answer. */
    OptionalLong gauge(int operationsPort, String name) throws InterruptedException {
        Pattern line = Pattern.compile(
                "^" + name + "\\{[^}]*channel=\"" + NetworkSettings.CHANNEL + "\"[^}]*} ([0-9.e+]+)$",
                Pattern.MULTILINE);
        try {
            Matcher matcher = line.matcher(get(operationsPort, "/metrics").body());
            return matcher.find() ? OptionalLong.of((long) Double.parseDouble(matcher.group(1))) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether the orderer has joined the channel. */
    boolean joined(int adminPort) throws InterruptedException {
        try {
            return get(adminPort, "/participation/v1/channels/" + NetworkSettings.CHANNEL)
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            throw new UnavailableException("the orderer's admin port " + adminPort + " does not answer", e);
        }
    }

    /** Makes the orderer join a channel, by its first block. */
    void join(int adminPort, byte[] block) throws InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"config-block\"; "
                        + "filename=\"config.block\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(block);
        body.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        HttpRequest request = request(adminPort, "/participation/v1/channels")
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 201) {
                throw new UnavailableException("the orderer refuses the channel with HTTP status "
                        + response.statusCode() + ": " + response.body().strip());
            }
        } catch (IOException e) {
            throw new UnavailableException("the orderer's admin port " + adminPort + " does not answer", e);
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return client.send(request(port, path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://" + NetworkPlan.address(port) + path))
                .timeout(DEADLINE);
    }
}
