// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.Content;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.rule.RecordFacts;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.protocol.seal.SealingKey;
import io.tributary.tables.BronzeTables;
import io.tributary.tables.KeyStore;
import io.tributary.tables.Row;
import java.util.Optional;

/** Why a record that was taken in is in no version, found again from its sealed row and the rule set of the version. */
final class PublishFate {
    private static final int CONTENT_BYTES_MAX = 16 << 20;

    private PublishFate() {}

    /**
     * What became of a record.
     *
     * @param rejected whether a rule refused it
     */
    record Reason(boolean rejected, String words) {}

    static Reason of(Row row, KeyStore keys, RuleSet rules) {
        if (!ContributionItem.TEXT_KINDS.contains(row.text(BronzeTables.KIND))) {
            return new Reason(false, "kept in bronze as a " + row.text(BronzeTables.KIND));
        }
        Optional<SealingKey> key = keys.findSealingKey(row.text(BronzeTables.KEY_REF));
        if (key.isEmpty()) {
            return new Reason(false, "in no version, and its key is gone, so nobody can say why");
        }
        try {
            Content content = Content.of(CanonicalJson.parse(
                    key.get().open(row.text(BronzeTables.RECORD_ID), row.bytes(BronzeTables.PAYLOAD)),
                    CONTENT_BYTES_MAX));
            RecordFacts facts = new RecordFacts(
                    row.text(BronzeTables.KIND),
                    content.label(),
                    content.text(),
                    row.text(BronzeTables.LICENCE),
                    row.texts(BronzeTables.CONSENT),
                    row.text(BronzeTables.EXPIRES));
            return rules.atPublish(facts)
                    .map(refusal -> new Reason(true, "rejected by rule " + refusal.rule() + ": " + refusal.reason()))
                    .orElseGet(() -> new Reason(true, "rejected by publish; its report says why"));
        } catch (InvalidInputException e) {
            return new Reason(true, "rejected: its sealed content is not what the item says");
        }
    }
}
