// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.cli.step.LedgerView;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.protocol.record.ReviewRequest;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegisteredReview;
import io.tributary.tables.RegistryReader;
import java.util.Optional;

/** Checks that whoever reviewed labels and edits had the right to: the Datanet's owner. */
final class ReviewAudit {
    private final LakeCatalog lake;
    private final LedgerView log;
    private final Policy policy;

    ReviewAudit(LakeCatalog lake, LedgerView log, Policy policy) {
        this.lake = lake;
        this.log = log;
        this.policy = policy;
    }

    /**
     * Finds the signed request behind an entry and checks it.
     *
     * @return what was found, for people
     * @throws RefusedException naming what is wrong
     */
    String check(ReviewEntry entry) {
        SignedEnvelope signed = new RegistryReader(lake)
                .reviews(entry.datanet()).stream()
                        .filter(review -> review.request().leafHash().equals(entry.request()))
                        .map(RegisteredReview::signed)
                        .findFirst()
                        .orElseThrow(() -> new RefusedException("registry.reviews has no request with hash "
                                + entry.request() + " for " + entry.datanet()));
        ReviewRequest request = ReviewRequest.of(signed.body());
        if (!request.entry().equals(entry)) {
            throw new RefusedException("the review that " + request.signer()
                    + " signed names another Datanet, other items or another verdict than the ledger");
        }
        String owner = log.datanet(entry.datanet()).map(DatanetEntry::owner).orElse("");
        Optional<VerifyingKey> key = policy.key(owner);
        if (!request.signer().equals(owner) || key.isEmpty() || !signed.verifiedBy(key.get())) {
            throw new RefusedException("the review by " + request.signer() + " of items of " + entry.datanet()
                    + " is not signed by the Datanet's owner " + owner);
        }
        return "review of " + entry.items().size() + " items of " + entry.datanet() + " by " + owner + ": "
                + entry.verdict();
    }
}
