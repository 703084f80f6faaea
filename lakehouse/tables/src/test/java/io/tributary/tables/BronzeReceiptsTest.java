// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Receipt;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BronzeReceiptsTest {
    private static final Receipt RECEIPT = new Receipt(
            "r-1",
            "host-1",
            7,
            "00".repeat(16),
            "ann",
            "",
            "era-1",
            List.of("lora-1", "lora-2"),
            Hash.empty(),
            Hash.empty(),
            List.of("doc-1"),
            11,
            1,
            890,
            "credit",
            "d-ann",
            "flat/v1",
            "north",
            "11".repeat(16),
            1_700_000_000_000L);

    @TempDir
    Path home;

    private static Row.Builder row() {
        return Row.builder()
                .text(BronzeTables.RECEIPT_ID, RECEIPT.receiptId())
                .text(BronzeTables.HOST, RECEIPT.host())
                .number(BronzeTables.HOST_SEQ, RECEIPT.hostSeq())
                .text(BronzeTables.NONCE, RECEIPT.nonce())
                .text(BronzeTables.CALLER, RECEIPT.caller())
                .text(BronzeTables.CALLER_SIG, "")
                .text(BronzeTables.MODEL, RECEIPT.model())
                .text(BronzeTables.ADAPTERS, "[\"lora-1\",\"lora-2\"]")
                .text(BronzeTables.INPUT_COMMIT, RECEIPT.inputCommit().hex())
                .text(BronzeTables.OUTPUT_COMMIT, RECEIPT.outputCommit().hex())
                .text(BronzeTables.RETRIEVED, "[\"doc-1\"]")
                .number(BronzeTables.TOKENS_IN, RECEIPT.tokensIn())
                .number(BronzeTables.TOKENS_OUT, RECEIPT.tokensOut())
                .number(BronzeTables.FEE, RECEIPT.fee())
                .text(BronzeTables.UNIT, RECEIPT.unit())
                .text(BronzeTables.DEPOSIT, RECEIPT.deposit())
                .text(BronzeTables.PRICE_RULE, RECEIPT.priceRule())
                .number(BronzeTables.OCCURRED_AT, RECEIPT.occurredAt())
                .text(BronzeTables.ANSWER, RECEIPT.answer())
                .text(BronzeTables.ANSWER_SALT, RECEIPT.answerSalt())
                .bytes(BronzeTables.INPUT, new byte[] {1})
                .text(BronzeTables.KEY_REF, "ann/questions")
                .text(BronzeTables.LEAF_HASH, RECEIPT.leafHash().hex())
                .number(BronzeTables.BATCH, 0)
                .int32(BronzeTables.KAFKA_PARTITION, 0)
                .number(BronzeTables.KAFKA_OFFSET, 3)
                .time(BronzeTables.APPENDED_AT, Instant.ofEpochSecond(1_700_000_000L))
                .text(BronzeTables.HOST_PROOF, "");
    }

    @Test
    void aRowIsTheReceiptThatWasAcceptedOrIsRefused() {
        try (LakeCatalog lake = TestLake.create(home)) {
            TableWriter.of(lake.table(BronzeTables.INFERENCES_TABLE)).append(List.of(row().build()));
            Row stored = TableReader.of(lake.table(BronzeTables.INFERENCES_TABLE))
                    .select(BronzeReceipts.columns())
                    .list()
                    .get(0);
            assertThat(BronzeReceipts.receipt(stored)).isEqualTo(RECEIPT);
            Row changed = stored.toBuilder().text(BronzeTables.DEPOSIT, "d-bob").build();
            assertThatThrownBy(() -> BronzeReceipts.receipt(changed))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("receipt r-1 in bronze.inferences has hash")
                    .hasMessageContaining("accepted was " + RECEIPT.leafHash());
        }
    }

    @Test
    void numbersThatAHostHasLeftOutAreCounted() {
        try (LakeCatalog lake = TestLake.create(home)) {
            assertThat(HostNumbers.of(lake)).isEmpty();
            List<Row> rows = new ArrayList<>();
            for (long number : new long[] {9, 3, 4, 7}) {
                rows.add(row().number(BronzeTables.HOST_SEQ, number).build());
            }
            rows.add(row().text(BronzeTables.HOST, "host-0").build());
            TableWriter.of(lake.table(BronzeTables.INFERENCES_TABLE)).append(rows);
            assertThat(HostNumbers.of(lake))
                    .containsExactly(new HostNumbers("host-0", 1, 7, 7), new HostNumbers("host-1", 4, 3, 9));
            assertThat(HostNumbers.of(lake)).extracting(HostNumbers::missing).containsExactly(0L, 3L);
            assertThat(new HostNumbers("host-2", 2, 0, Long.MAX_VALUE).missing())
                    .isEqualTo(Long.MAX_VALUE - 1);
        }
    }
}
