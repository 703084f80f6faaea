// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.bench;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.flight.FlightClient;
import org.apache.arrow.flight.FlightEndpoint;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.flight.Location;
import org.apache.arrow.flight.grpc.CredentialCallOption;
import org.apache.arrow.flight.sql.FlightSqlClient;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** Asks the embedded server by Arrow Flight SQL with prepared statements, as the JDBC driver does. */
final class FlightAsker implements Asker {
    private final BufferAllocator allocator = new RootAllocator();
    private final FlightSqlClient client;
    private final CredentialCallOption token;

    FlightAsker(int port, Path certificate, String user, String password) {
        try (InputStream trusted = Files.newInputStream(certificate)) {
            FlightClient flight = FlightClient.builder(allocator, Location.forGrpcTls("127.0.0.1", port))
                    .trustedCertificates(trusted)
                    .build();
            token = flight.authenticateBasicToken(user, password).orElseThrow();
            client = new FlightSqlClient(flight);
        } catch (IOException e) {
            throw new UnavailableException("cannot read " + certificate + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void ask(String sql) {
        FlightSqlClient.PreparedStatement statement = client.prepare(sql, token);
        try {
            for (FlightEndpoint endpoint : statement.execute(token).getEndpoints()) {
                read(endpoint);
            }
        } finally {
            // Without the token, as try-with-resources would close it, the server refuses.
            statement.close(token);
        }
    }

    private void read(FlightEndpoint endpoint) {
        try (FlightStream batches = client.getStream(endpoint.getTicket(), token)) {
            while (batches.next()) {
                // Reading is what is measured.
            }
        } catch (Exception e) {
            throw new UnavailableException("the answer to a statement broke off: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        try {
            client.close();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot close the connection", e);
        }
        allocator.close();
    }
}
