// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keys and drafts that follow from names. */
final class Samples {
    static final SigningKey ALICE_KEY = SigningKey.ofSeed(digest("alice"));
    static final BatchSigner ALICE = new BatchSigner("net1", "alice", ALICE_KEY);
    static final PayloadSeal SEAL = new PayloadSeal("seal1", SealingKey.of(digest("seal")));

    private Samples() {}

    static byte[] digest(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
    }

    static ContributionDraft draft(String recordId, int textLength) {
        return new ContributionDraft(
                recordId,
                "document",
                "",
                "Title",
                "label",
                "t".repeat(textLength),
                "CC0-1.0",
                List.of("training"),
                "",
                "ab".repeat(16),
                1_700_000_000_000L);
    }

    static List<ContributionDraft> drafts(int count, int textLength) {
        List<ContributionDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(draft("r" + i, textLength));
        }
        return drafts;
    }
}
