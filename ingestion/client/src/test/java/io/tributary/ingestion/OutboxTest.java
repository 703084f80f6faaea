// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.sign.SignedEnvelope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    @TempDir
    private Path folder;

    @Test
    void successorFindsUnacknowledgedBatchesAndNeverGivesASequenceTwice() {
        Outbox first = Outbox.open(folder);
        PendingBatch zero = first.put(Topic.CONTRIBUTIONS, "alice", 0, value(0));
        first.put(Topic.CONTRIBUTIONS, "alice", 1, value(1));
        first.acknowledge(zero, Optional.empty());

        Outbox second = Outbox.open(folder);

        assertThat(second.pending()).singleElement().satisfies(batch -> {
            assertThat(batch.sequence()).isEqualTo(1);
            assertThat(batch.signer()).isEqualTo("alice");
            assertThat(batch.value()).isEqualTo(value(1));
        });
        assertThat(second.nextSequence(Topic.CONTRIBUTIONS, "alice")).isEqualTo(2);
        assertThat(second.nextSequence(Topic.INFERENCES, "alice")).isZero();
        assertThat(second.nextSequence(Topic.CONTRIBUTIONS, "al")).isZero();
    }

    @Test
    void sequencesCountOnWhenEverythingWasAcknowledged() {
        Outbox first = Outbox.open(folder);
        first.acknowledge(first.put(Topic.CONTRIBUTIONS, "alice", 0, value(0)), Optional.empty());

        Outbox second = Outbox.open(folder);

        assertThat(second.pending()).isEmpty();
        assertThat(second.nextSequence(Topic.CONTRIBUTIONS, "alice")).isEqualTo(1);
    }

    @Test
    void acknowledgedBatchLeavesItsSignedHeaderAlone() throws IOException {
        Outbox outbox = Outbox.open(folder);
        outbox.acknowledge(outbox.put(Topic.CONTRIBUTIONS, "alice", 0, value(0)), Optional.empty());

        try (Stream<Path> files = Files.list(folder)) {
            List<Path> left = files.toList();
            assertThat(left).hasSize(1);
            assertThat(left.get(0).toString()).endsWith(".sent");
            SignedEnvelope header = SignedEnvelope.of(CanonicalJson.parse(Files.readAllBytes(left.get(0)), 10_000));
            assertThat(header.verifiedBy(Samples.ALICE_KEY.verifyingKey())).isTrue();
        }
    }

    @Test
    void killBetweenMarkAndRemovalDoesNotSendAgain() throws IOException {
        Outbox first = Outbox.open(folder);
        PendingBatch batch = first.put(Topic.CONTRIBUTIONS, "alice", 0, value(0));
        first.acknowledge(batch, Optional.empty());
        Files.write(batch.file(), value(0));

        assertThat(Outbox.open(folder).pending()).isEmpty();
        assertThat(batch.file()).doesNotExist();
    }

    @Test
    void halfWrittenFileOfAKilledSenderIsNoBatch() throws IOException {
        Files.write(folder.resolve("contributions-61-0000000000000000000.batch.part"), new byte[] {1, 2});

        Outbox outbox = Outbox.open(folder);

        assertThat(outbox.pending()).isEmpty();
        assertThat(outbox.nextSequence(Topic.CONTRIBUTIONS, "a")).isZero();
    }

    @Test
    void namesFileThatIsNoBatch() throws IOException {
        Path file = folder.resolve("contributions-61-0000000000000000000.batch");
        Files.writeString(file, "{}");

        assertThatThrownBy(() -> Outbox.open(folder).pending())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void batchesWaitInTheOutboxWhileTheBrokerIsAway() throws IOException {
        Outbox.open(folder).put(Topic.CONTRIBUTIONS, "alice", 0, value(0));
        int port = freePort();

        assertThatThrownBy(() -> ContributionClient.open("127.0.0.1:" + port, folder, BatchLimits.DEFAULT))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("the broker at 127.0.0.1:" + port + " does not answer");
        assertThat(Outbox.open(folder).pending()).hasSize(1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static byte[] value(long sequence) {
        return Samples.ALICE
                .sign(
                        "speeches",
                        sequence,
                        List.of(Samples.ALICE.item(
                                Samples.draft("r" + sequence, 5), "speeches", sequence, 0, Samples.SEAL)))
                .bytes();
    }
}
