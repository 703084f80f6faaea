// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.influence.provenance.ChainRecord;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.rule.RecordFacts;
import io.tributary.protocol.rule.Refusal;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.Row;
import java.util.Objects;
import java.util.Optional;

/**
 * Why records that were taken in are in no version, found again from their sealed rows and what the version was decided by.
 *
 * @param rules the rule set of the version
 * @param links what decided on labels and edits; empty where they are not credited
 */
record PublishFate(KeyStore keys, RuleSet rules, Optional<LinkFates> links) {
    private static final String NO_LABELS =
            "rejected by rule record/v1#kind: labels are not credited in this version of the Datanet";

    PublishFate {
        Objects.requireNonNull(keys, "keys");
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(links, "links");
    }

    /**
     * What became of a record.
     *
     * @param rejected whether a rule refused it
     */
    record Reason(boolean rejected, String words) {}

    Reason of(Row row) {
        String kind = row.text(BronzeTables.KIND);
        boolean label = kind.equals(ChainRecord.LABEL);
        if (!label && !ContributionItem.TEXT_KINDS.contains(kind)) {
            return new Reason(false, "kept in bronze as " + kind + ", which is no text of a version");
        }
        if (label && links.isEmpty()) {
            return new Reason(true, NO_LABELS);
        }
        Optional<SealingKey> key = keys.findSealingKey(row.text(BronzeTables.KEY_REF));
        if (key.isEmpty()) {
            return new Reason(false, "in no version, and its key is gone, so nobody can say why");
        }
        try {
            Content content =
                    Content.read(key.get().open(row.text(BronzeTables.RECORD_ID), row.bytes(BronzeTables.PAYLOAD)));
            return refusal(row, content)
                    .map(refusal -> new Reason(true, "rejected by rule " + refusal))
                    .orElseGet(() -> new Reason(true, "rejected by publish; its report says why"));
        } catch (InvalidInputException e) {
            return new Reason(true, "rejected: its sealed content is not what the item says");
        }
    }

    private Optional<Refusal> refusal(Row row, Content content) {
        String kind = row.text(BronzeTables.KIND);
        if (kind.equals(ChainRecord.LABEL)
                && (content.label().isBlank() || !content.text().isEmpty())) {
            return Optional.of(new Refusal("record/v1#label", "a label has a label and no text"));
        }
        RecordFacts facts = new RecordFacts(
                kind,
                content.label(),
                content.text(),
                row.text(BronzeTables.LICENCE),
                row.texts(BronzeTables.CONSENT),
                row.text(BronzeTables.EXPIRES));
        return rules.atPublish(facts)
                .or(() -> links.filter(decided -> ChainRecord.isLink(kind))
                        .flatMap(decided -> decided.refusal(row, content)));
    }
}
