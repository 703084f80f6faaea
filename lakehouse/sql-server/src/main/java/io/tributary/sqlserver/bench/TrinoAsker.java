// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.bench;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Asks Trino by its own protocol: a statement is posted, then page after page is fetched until there is no next one. */
final class TrinoAsker implements Asker {
    private static final Pattern NEXT = Pattern.compile("\"nextUri\":\"([^\"]+)\"");
    private static final Pattern ERROR = Pattern.compile("\"error\":\\{\"message\":\"([^\"]+)");

    private final HttpClient client;
    private final URI address;
    private final String user;
    private final String authorization;

    TrinoAsker(String host, int port, Path certificate, String user, String password) {
        this.client = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
        this.address = URI.create("https://" + host + ":" + port + "/v1/statement");
        this.user = user;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static SSLContext trusting(Path certificate) {
        try (InputStream in = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new UnavailableException("cannot trust " + certificate + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void ask(String sql) throws InterruptedException {
        String page = send(HttpRequest.newBuilder(address).POST(HttpRequest.BodyPublishers.ofString(sql)));
        for (Matcher next = NEXT.matcher(page); next.find(); next = NEXT.matcher(page)) {
            page = send(HttpRequest.newBuilder(URI.create(next.group(1))));
        }
        Matcher error = ERROR.matcher(page);
        if (error.find()) {
            throw new UnavailableException("Trino did not answer '" + sql + "': " + error.group(1));
        }
    }

    private String send(HttpRequest.Builder request) throws InterruptedException {
        try {
            HttpResponse<String> answer = client.send(
                    request.header("Authorization", authorization)
                            .header("X-Trino-User", user)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new UnavailableException("Trino answers with status " + answer.statusCode());
            }
            return answer.body();
        } catch (IOException e) {
            throw new UnavailableException("Trino does not answer: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // The client's connections end with it.
    }
}
