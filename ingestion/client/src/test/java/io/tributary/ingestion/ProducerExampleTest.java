// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The five lines of the README, compiled and run; nobody listens where they send, so the outbox has what they made. */
class ProducerExampleTest {
    private static final Path README = Path.of("../README.md");

    @TempDir
    Path outbox;

    @Test
    void theExampleOfTheReadmeSignsAndKeepsWhatItCanNotSend() {
        Assertions.assertThatThrownBy(() -> contribute(outbox)).isInstanceOf(UnavailableException.class);
        assertThat(Outbox.open(outbox).pending()).hasSize(1);
    }

    private static void contribute(Path outbox) {
        PayloadSeal seal = Samples.SEAL;
        List<ContributionDraft> drafts = Samples.drafts(2, 40);
        // example begins
        BatchSigner signer = new BatchSigner("net1", "alice", Samples.ALICE_KEY);
        BatchLimits limits = new BatchLimits(1 << 20, 10_000);
        try (ContributionClient client = ContributionClient.via(URI.create("http://127.0.0.1:1"), outbox, limits)) {
            client.contribute(signer, "speeches", drafts, seal);
        }
        // example ends
    }

    @Test
    void theReadmeShowsTheSameLines() throws IOException {
        List<String> source =
                Files.readAllLines(Path.of("src/test/java/io/tributary/ingestion/ProducerExampleTest.java"));
        List<String> example = source
                .subList(source.indexOf("        // example begins") + 1, source.indexOf("        // example ends"))
                .stream()
                .map(line -> line.replaceFirst("^ {8}", "    "))
                .map(line -> line.replace("\"net1\"", "\"tributary-demo\"")
                        .replace("Samples.ALICE_KEY", "key")
                        .replace("http://127.0.0.1:1\"", "http://127.0.0.1:32020\""))
                .toList();
        assertThat(example).hasSize(5);
        assertThat(Files.readString(README)).contains(String.join("\n", example));
    }
}
