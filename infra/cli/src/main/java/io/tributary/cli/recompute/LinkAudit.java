// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.influence.provenance.Chains;
import io.tributary.influence.provenance.Review;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.ContributionItem;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides once more which labels and edits a version takes, one after the other in submission order. */
final class LinkAudit {
    private final Map<String, SourceText> standing;
    private final Optional<Chains> chains;
    private final Map<Hash, Review> reviews;

    /**
     * Prepares the decisions of one version.
     *
     * @param standing what it keeps of the version before, in submission order
     * @param parts what falls to words and label; empty where labels and edits are not credited
     * @param reviews what the Datanet's owner said of items
     */
    LinkAudit(Map<String, SourceText> standing, Optional<ProvenanceParts> parts, Map<Hash, Review> reviews) {
        this.standing = standing;
        this.chains = parts.map(value -> CreditedTexts.chains(standing.values(), value));
        this.reviews = reviews;
    }

    /** Kinds of record that the version may hold. */
    Set<String> kinds() {
        Set<String> kinds = new HashSet<>(ContributionItem.TEXT_KINDS);
        if (chains.isPresent()) {
            kinds.add(ChainRecord.LABEL);
        }
        return kinds;
    }

    /** Whether a record is a label or an edit that is not taken. */
    boolean refuses(SubmittedTexts.Submitted record) {
        if (chains.isEmpty() || !ChainRecord.isLink(record.source().kind())) {
            return false;
        }
        Review review = reviews.getOrDefault(record.item(), Review.NONE);
        return chains.get()
                .refusal(CreditedTexts.record(record.source(), standing), review)
                .isPresent();
    }

    /** The record as later versions know it: an edit where none is credited stands for itself. */
    SourceText source(SubmittedTexts.Submitted record) {
        SourceText source = record.source();
        return chains.isPresent()
                ? source
                : new SourceText(source.recordId(), source.contributor(), source.label(), source.text());
    }

    /** The texts that an edit is not compared with, because it goes back to them. */
    Set<String> ancestors(SourceText record) {
        return chains.map(all -> all.ancestors(CreditedTexts.record(record, standing)))
                .orElse(Set.of());
    }
}
