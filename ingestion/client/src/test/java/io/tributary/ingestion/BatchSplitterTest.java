// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchSplitterTest {

    @Test
    void everyBatchFitsTheLimitsAndTogetherTheyAreTheDraftsInOrder() {
        long seed = 4711;
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            BatchLimits limits = new BatchLimits(8_000 + random.nextInt(40_000), 1 + random.nextInt(30));
            List<ContributionDraft> drafts = new ArrayList<>();
            int count = random.nextInt(80);
            for (int i = 0; i < count; i++) {
                drafts.add(Samples.draft("r" + i, random.nextInt(1_500)));
            }

            List<List<ContributionItem>> batches =
                    new BatchSplitter(limits).split(Samples.ALICE, "speeches", drafts, Samples.SEAL, 17);

            String where = "round " + round + " of seed " + seed;
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < batches.size(); i++) {
                Contributions batch = Samples.ALICE.sign("speeches", 17 + i, batches.get(i));
                Contributions read =
                        Contributions.of(CanonicalJson.parse(batch.bytes(), limits.bytesMax()), limits.itemsMax());
                read.requireConsistent();
                assertThat(read.signed().verifiedBy(Samples.ALICE_KEY.verifyingKey()))
                        .as(where)
                        .isTrue();
                read.items().forEach(item -> ids.add(item.recordId()));
            }
            assertThat(ids)
                    .as(where)
                    .isEqualTo(drafts.stream().map(ContributionDraft::recordId).toList());
        }
    }

    @Test
    void batchesAreAsFullAsTheItemLimitAllows() {
        List<List<ContributionItem>> batches = new BatchSplitter(new BatchLimits(1024 * 1024, 10))
                .split(Samples.ALICE, "speeches", Samples.drafts(25, 10), Samples.SEAL, 0);

        assertThat(batches).extracting(List::size).containsExactly(10, 10, 5);
    }

    @Test
    void refusesDraftThatFitsNoBatch() {
        BatchSplitter splitter = new BatchSplitter(new BatchLimits(10_000, 10));
        List<ContributionDraft> drafts = List.of(Samples.draft("small", 10), Samples.draft("large", 9_000));

        assertThatThrownBy(() -> splitter.split(Samples.ALICE, "speeches", drafts, Samples.SEAL, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("record large has");
    }
}
