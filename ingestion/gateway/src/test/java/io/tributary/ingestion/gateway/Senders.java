// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.GatewayQuestion;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Contributors whose keys follow from their names, and what they send. */
final class Senders {
    static final String NETWORK = "tributary-demo";
    static final String DATANET = "speeches";

    private Senders() {}

    static SigningKey key(String name) {
        return SigningKey.ofSeed(digest("signing key of " + name));
    }

    private static byte[] digest(String text) {
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
    }

    static BatchSigner signer(String name) {
        return new BatchSigner(NETWORK, name, key(name));
    }

    static ContributionDraft draft(String recordId, String kind, String parent) {
        return new ContributionDraft(
                recordId,
                kind,
                parent,
                "",
                "lincoln",
                "Four score and seven years ago " + recordId,
                "CC0-1.0",
                List.of("training"),
                "",
                "ab".repeat(16),
                1_700_000_000_000L);
    }

    static Contributions batch(String name, long sequence, int items) {
        return batch(signer(name), DATANET, sequence, items);
    }

    static Contributions batch(BatchSigner signer, String datanet, long sequence, int items) {
        List<ContributionDraft> drafts = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            drafts.add(draft(signer.signer() + "-" + sequence + "-" + i, "record", ""));
        }
        return batch(signer, datanet, sequence, drafts);
    }

    static Contributions batch(BatchSigner signer, String datanet, long sequence, List<ContributionDraft> drafts) {
        PayloadSeal seal =
                new PayloadSeal(signer.signer() + "/" + datanet, SealingKey.of(digest("seal of " + signer.signer())));
        List<ContributionItem> items = new ArrayList<>();
        for (ContributionDraft draft : drafts) {
            items.add(signer.item(draft, datanet, sequence, items.size(), seal));
        }
        return signer.sign(datanet, sequence, items);
    }

    /** A question's header. */
    static String question(String name, SigningKey key, String path, long atMillis) {
        GatewayQuestion question =
                new GatewayQuestion(NETWORK, name, key.verifyingKey().keyId(), atMillis, path);
        byte[] signed = SignedEnvelope.sign(question.toJson(), key).toJson().bytes();
        return "Tributary-Question " + Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    }
}
