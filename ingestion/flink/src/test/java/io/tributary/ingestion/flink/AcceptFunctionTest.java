// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import static io.tributary.ingestion.flink.SampleNetwork.SPEECHES;
import static io.tributary.ingestion.flink.SampleNetwork.batch;
import static io.tributary.ingestion.flink.SampleNetwork.drafts;
import static io.tributary.ingestion.flink.SampleNetwork.signer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Contributions;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AcceptFunctionTest {
    private static final BatchVerifier VERIFIER = new BatchVerifier(
            new BatchVerifier.Limits(
                    SampleNetwork.NETWORK,
                    SampleNetwork.LIMITS.bytesMax(),
                    SampleNetwork.LIMITS.itemsMax(),
                    Duration.ofMinutes(5),
                    Duration.ofDays(1_000)),
            new SampleDirectory());

    private KeyedOneInputStreamOperatorTestHarness<String, VerifiedBatch, BatchPart> accept;
    private KeyedOneInputStreamOperatorTestHarness<String, BatchPart, BatchPart> deduplicate;

    @BeforeEach
    void open() throws Exception {
        accept = ProcessFunctionTestHarnesses.forKeyedProcessFunction(
                new AcceptFunction(), VerifiedBatch::signer, Types.STRING);
        deduplicate = new KeyedOneInputStreamOperatorTestHarness<>(
                DeduplicateOperator.by(ItemKey.ID, Rule.RECORD_DUPLICATE),
                part -> part.leadingKey(ItemKey.ID),
                Types.STRING);
        deduplicate.open();
    }

    @AfterEach
    void close() throws Exception {
        accept.close();
        deduplicate.close();
    }

    @Test
    void handsOnItsItemsInOrder() throws Exception {
        send("alice", 5, "r");

        assertThat(accept.extractOutputValues()).singleElement().satisfies(part -> {
            assertThat(part.items()).extracting(ItemPlace::id).containsExactly("r-0", "r-1");
            assertThat(part.batch().sequence()).isEqualTo(5);
            assertThat(part.batch().signer()).isEqualTo("alice");
        });
        assertThat(taken()).containsExactly(5L);
    }

    @Test
    void tellsTheSameBatchSentAgainFromAnotherUnderItsNumber() throws Exception {
        send("alice", 5, "r");
        send("alice", 5, "r");
        send("alice", 5, "other");

        assertThat(taken()).containsExactly(5L);
        assertThat(refused()).containsExactly(Rule.BATCH_DUPLICATE.id(), Rule.SEQUENCE_REPLAYED.id());
    }

    @Test
    void takesLateBatchesButNoneFromBehindTheWindow() throws Exception {
        long newest = 3 * AcceptFunction.WINDOW;
        send("alice", newest, "newest");
        send("alice", newest - AcceptFunction.WINDOW + 1, "late");
        send("alice", newest - AcceptFunction.WINDOW, "too-late");

        assertThat(taken()).containsExactly(newest, newest - AcceptFunction.WINDOW + 1);
        assertThat(refused()).containsExactly(Rule.SEQUENCE_REPLAYED.id());
    }

    @Test
    void forgettingOldRootsDoesNotLetOldBatchesIn() throws Exception {
        send("alice", 0, "first");
        send("alice", 1, "second");
        send("alice", AcceptFunction.WINDOW, "window");
        send("alice", AcceptFunction.WINDOW + 1, "beyond");
        send("alice", 0, "first");
        send("alice", 1, "forged");
        send("alice", 50 * AcceptFunction.WINDOW, "far");
        send("alice", AcceptFunction.WINDOW, "window");

        assertThat(taken())
                .containsExactly(0L, 1L, AcceptFunction.WINDOW, AcceptFunction.WINDOW + 1, 50 * AcceptFunction.WINDOW);
        assertThat(refused())
                .containsExactly(Rule.SEQUENCE_REPLAYED.id(), Rule.SEQUENCE_REPLAYED.id(), Rule.SEQUENCE_REPLAYED.id());
        assertThat(accept.numKeyedStateEntries()).isEqualTo(2);
    }

    @Test
    void signersDoNotShareSequences() throws Exception {
        send("alice", 0, "a");
        send("bob", 0, "b");

        assertThat(taken()).containsExactly(0L, 0L);
        assertThat(refused()).isEmpty();
    }

    @Test
    void firstItemOfAnIdPassesAndLaterOnesAreRefused() throws Exception {
        send("alice", 0, "r");
        send("bob", 0, "r");
        for (BatchPart part : accept.extractOutputValues()) {
            deduplicate.processElement(new StreamRecord<>(part));
        }

        assertThat(deduplicate.extractOutputValues()).singleElement().satisfies(part -> {
            assertThat(part.batch().signer()).isEqualTo("alice");
            assertThat(part.items()).extracting(ItemPlace::id).containsExactly("r-0", "r-1");
        });
        assertThat(deduplicate.getSideOutput(IngestTopology.REJECTIONS))
                .extracting(record ->
                        record.getValue().rule() + " " + record.getValue().signer())
                .containsExactly("record.duplicate bob", "record.duplicate bob");
    }

    private void send(String signer, long sequence, String prefix) throws Exception {
        Contributions batch = batch(signer(signer), SPEECHES, sequence, drafts(prefix, 2));
        KafkaValue value = new KafkaValue(Topics.CONTRIBUTIONS, 0, sequence, 1_000, batch.bytes());
        accept.processElement(new StreamRecord<>(((Verdict.Accepted) VERIFIER.verify(value)).batch()));
    }

    private List<Long> taken() {
        return accept.getSideOutput(IngestTopology.BATCHES) == null
                ? List.of()
                : accept.getSideOutput(IngestTopology.BATCHES).stream()
                        .map(record -> record.getValue().sequence())
                        .toList();
    }

    private List<String> refused() {
        return accept.getSideOutput(IngestTopology.REJECTIONS) == null
                ? List.of()
                : accept.getSideOutput(IngestTopology.REJECTIONS).stream()
                        .map(record -> record.getValue().rule())
                        .toList();
    }
}
