// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a gateway over HTTP. */
final class Caller {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    Caller(int port) {
        this.port = port;
    }

    /** An answer: status, body, seconds to wait. */
    record Reply(int status, byte[] body, Optional<String> retryAfter) {
        JsonObject json() {
            return CanonicalJson.parse(body, 1 << 20);
        }

        String rule() {
            return json().text("rule");
        }
    }

    int port() {
        return port;
    }

    Reply post(byte[] body) throws IOException, InterruptedException {
        return send("POST", "/v1/batches", "", body);
    }

    Reply get(String path, String authorization) throws IOException, InterruptedException {
        return send("GET", path, authorization, new byte[0]);
    }

    Reply send(String method, String path, String authorization, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Reply(
                response.statusCode(), response.body(), response.headers().firstValue("Retry-After"));
    }
}
