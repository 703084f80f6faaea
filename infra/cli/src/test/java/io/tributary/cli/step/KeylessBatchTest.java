// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.protocol.error.ConflictException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.Row;
import io.tributary.tables.SecretSource;
import io.tributary.tables.TableWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A contributor of one Datanet sends to another, sealed with a key that the operator does not have. */
class KeylessBatchTest {
    private static final Hash ROOT = Hash.sha256("a batch".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    @Test
    void whatNobodyCanOpenIsNotAnchoredSinceItsVersionCouldNeverBeMade() {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (Workspace workspace = Workspace.openOrCreate(
                folder,
                Optional.empty(),
                new Terminal(nowhere, nowhere, Terminal.Format.TEXT),
                SecretSource.seeded("keyless".getBytes(StandardCharsets.UTF_8)))) {
            DatanetSteps datanets = new DatanetSteps(workspace);
            datanets.create("letters", "", "CC0-1.0", "org1", List.of());
            workspace.keys().createSealingKey(KeyStore.keyRef("mallory", "elsewhere"));
            TableWriter.of(workspace.lake().table(BronzeTables.BATCHES_TABLE)).append(List.of(batch()));

            assertThatThrownBy(() -> datanets.publish("letters"))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("1 batches of mallory wait")
                    .hasMessageContaining("sealing key");
            assertThat(LedgerView.of(workspace.ledger("org1")).batches("letters"))
                    .isEmpty();
            assertThat(new DatanetShowStep(workspace).show("letters").json().text("keylessBatches"))
                    .isEqualTo("1");
        }
    }

    private static Row batch() {
        return Row.builder()
                .text(BronzeTables.TOPIC, "contributions")
                .text(BronzeTables.SIGNER, "mallory")
                .number(BronzeTables.SEQUENCE, 0)
                .number(BronzeTables.ITEM_COUNT, 1)
                .text(BronzeTables.ROOT, ROOT.hex())
                .text(BronzeTables.DATANET, "letters")
                .number(BronzeTables.UP_TO, 0)
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, 0)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(1_700_000_000L))
                .build();
    }
}
