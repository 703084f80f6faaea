// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FabricProfileTest {
    private static final String WHOLE = """
            organisation = org1
            channel = tributary
            chaincode = ledger
            certificate = user/cert.pem
            key = /keys/key.pem
            gateways = org1, org2
            gateway.org1.address = 127.0.0.1:7051
            gateway.org2.address = peer.example.org:8051
            gateway.org2.tls-root = org2/ca.pem
            gateway.org2.tls-name = peer0.org2
            """;

    @TempDir
    private Path folder;

    private FabricProfile read(String text) {
        try {
            return FabricProfile.read(Files.writeString(folder.resolve("connection.properties"), text));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void gatewaysKeepTheirOrderAndPathsAreRelativeToTheFile() {
        FabricProfile profile = read(WHOLE);
        assertThat(profile.organisation()).isEqualTo("org1");
        assertThat(profile.certificate()).isEqualTo(folder.resolve("user/cert.pem"));
        assertThat(profile.key()).isEqualTo(Path.of("/keys/key.pem"));
        assertThat(profile.gateways())
                .containsExactly(
                        new FabricProfile.Endpoint("org1", "127.0.0.1:7051", Optional.empty(), Optional.empty()),
                        new FabricProfile.Endpoint(
                                "org2",
                                "peer.example.org:8051",
                                Optional.of(folder.resolve("org2/ca.pem")),
                                Optional.of("peer0.org2")));
    }

    @Test
    void whatIsMissingUnknownOrUnprotectedIsNamed() {
        assertThatThrownBy(() -> read(WHOLE.replace("channel = tributary", "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("lacks channel");
        assertThatThrownBy(() -> read(WHOLE + "gateway.org3.address = 127.0.0.1:9051\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("has unknown keys [gateway.org3.address]");
        assertThatThrownBy(() -> read(WHOLE.replace("gateway.org2.tls-root = org2/ca.pem", "")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("plain text is for the loopback address");
        assertThatThrownBy(() -> read(WHOLE.replace("127.0.0.1:7051", "127.0.0.1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("want host:port");
        assertThatThrownBy(() -> FabricProfile.read(folder.resolve("none.properties")))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aMissingOrUnreadableIdentityIsOneSentence() throws IOException {
        FabricProfile profile = read(WHOLE);
        assertThatThrownBy(() -> FabricLedger.open(profile, folder.resolve("pending"), FabricDeadlines.USUAL))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("client certificate " + profile.certificate() + " cannot be read");
        Files.createDirectories(folder.resolve("user"));
        Files.writeString(folder.resolve("user/cert.pem"), "no certificate");
        assertThatThrownBy(() -> FabricLedger.open(profile, folder.resolve("pending"), FabricDeadlines.USUAL))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(profile.certificate() + " is no PEM certificate");
    }
}
