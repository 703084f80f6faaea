// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Inferences;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.ReceiptOutput;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchSignerTest {
    private static final ReceiptInput INPUT = new ReceiptInput("cd".repeat(16), "who said that?");

    @Test
    void itemHoldsContentOnlySealed() {
        ContributionItem item = Samples.ALICE.item(Samples.draft("r1", 50), "speeches", 3, 0, Samples.SEAL);

        assertThat(new String(item.bytes(), StandardCharsets.UTF_8)).doesNotContain("tttt", "Title");
        byte[] plain = Samples.SEAL.key().open("r1", HexFormat.of().parseHex(item.payload()));
        Content content = Content.of(CanonicalJson.parse(plain, 10_000));
        assertThat(content.text()).isEqualTo("t".repeat(50));
        assertThat(content.salt()).isEqualTo(item.salt());
    }

    @Test
    void signedReceiptsAreConsistentAndCarryThePromise() {
        Inference inference = Samples.ALICE.inference(receipt("q1@alice", 4), INPUT, Samples.SEAL);

        Inferences batch = Samples.ALICE.signReceipts(9, List.of(inference), 77);

        Inferences read = Inferences.of(CanonicalJson.parse(batch.bytes(), 100_000), 10);
        read.requireConsistent();
        assertThat(read.header().upTo()).isEqualTo(77);
        assertThat(read.header().sequence()).isEqualTo(9);
        assertThat(read.signed().verifiedBy(Samples.ALICE_KEY.verifyingKey())).isTrue();
        assertThat(new String(batch.bytes(), StandardCharsets.UTF_8)).doesNotContain("who said");
    }

    @Test
    void refusesQuestionThatTheReceiptDoesNotCommitTo() {
        ReceiptInput other = new ReceiptInput("cd".repeat(16), "who said this?");

        assertThatThrownBy(() -> Samples.ALICE.inference(receipt("q1@alice", 4), other, Samples.SEAL))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("receipt q1@alice commits to input " + INPUT.leafHash());
    }

    @Test
    void refusesWhatNoEpochWouldTake() {
        for (String id : List.of("q1", "q1@bob", "q1@alice@bob", "q1@bob@alice")) {
            assertThatThrownBy(() -> Samples.ALICE.inference(receipt(id, 4), INPUT, Samples.SEAL))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessage("receipt " + id + " has an id that other hosts could give, want NAME@alice");
        }
        int overhead = new ReceiptInput("cd".repeat(16), "").bytes().length;
        ReceiptInput most = new ReceiptInput("cd".repeat(16), "w".repeat(ReceiptInput.BYTES_MAX - overhead));
        ReceiptInput more = new ReceiptInput("cd".repeat(16), most.text() + "w");
        Inference taken = Samples.ALICE.inference(receipt("q1@alice", 4, most), most, Samples.SEAL);
        assertThat(taken.input()).hasSize(2 * Inference.SEALED_BYTES_MAX);
        assertThatThrownBy(() -> Samples.ALICE.inference(receipt("q1@alice", 4, more), more, Samples.SEAL))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("the sealed question of q1@alice has 1048605 bytes, want at most 1048604");
    }

    private static Receipt receipt(String id, long hostSeq) {
        return receipt(id, hostSeq, INPUT);
    }

    private static Receipt receipt(String id, long hostSeq, ReceiptInput input) {
        ReceiptOutput output = new ReceiptOutput("ef".repeat(16), "lincoln");
        return new Receipt(
                id,
                "alice",
                hostSeq,
                "01".repeat(16),
                "caller1",
                "",
                "model1",
                List.of(),
                input.leafHash(),
                output.leafHash(),
                List.of(),
                3,
                1,
                1_000,
                "USD",
                "deposit1",
                "flat/v1",
                "lincoln",
                output.salt(),
                1_700_000_000_000L);
    }
}
