// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.fault;

import io.tributary.ingestion.ContributionDraft;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.Provenance;
import java.util.List;

/**
 * An item that must not be accepted, however rightly its batch is signed.
 *
 * @param what what is wrong with it
 * @param rule by which its batch must be refused
 * @param kind its kind
 * @param parent its parent; {@link #ITSELF} for its own id
 * @param licence its licence
 * @param consent purposes
 * @param expires date of expiry; empty for none
 */
record FaultyItem(
        String what, Rule rule, String kind, String parent, String licence, List<String> consent, String expires) {
    /** Stands for the item's own id. */
    static final String ITSELF = "itself";

    private static final String CC0 = "CC0-1.0";
    private static final List<String> TRAINING = List.of("training");

    FaultyItem {
        consent = List.copyOf(consent);
    }

    /** One of each kind. */
    static List<FaultyItem> all() {
        return List.of(
                new FaultyItem("a record with a parent", Rule.KIND_RECORD, "record", "r-1", CC0, TRAINING, ""),
                new FaultyItem("a document with a parent", Rule.KIND_DOCUMENT, "document", "r-1", "MIT", TRAINING, ""),
                new FaultyItem("a label of nothing", Rule.KIND_LABEL, "label", "", CC0, TRAINING, ""),
                new FaultyItem("an edit of nothing", Rule.KIND_EDIT, "edit", "", CC0, TRAINING, ""),
                new FaultyItem("a prompt improving itself", Rule.KIND_PROMPT, "prompt", ITSELF, "MIT", TRAINING, ""),
                new FaultyItem("feedback on nothing", Rule.KIND_FEEDBACK, "feedback", "", CC0, TRAINING, ""),
                new FaultyItem("a made-up licence", Rule.LICENCE_UNKNOWN, "record", "", "CC-ALL", TRAINING, ""),
                new FaultyItem("no consent", Rule.CONSENT_PURPOSE, "record", "", CC0, List.of(), ""),
                new FaultyItem("unknown purpose", Rule.CONSENT_PURPOSE, "record", "", "MIT", List.of("fun"), ""),
                new FaultyItem("consent ended", Rule.CONSENT_EXPIRED, "record", "", "MIT", TRAINING, "2001-02-03"),
                new FaultyItem("no such day", Rule.CONSENT_EXPIRED, "record", "", "MIT", TRAINING, "2099-02-30"),
                new FaultyItem("made of itself", Rule.PROVENANCE_CIRCULAR, "record", "", "MIT", TRAINING, ""));
    }

    /** A good draft with this fault. */
    ContributionDraft in(ContributionDraft good) {
        boolean circular = rule == Rule.PROVENANCE_CIRCULAR;
        return new ContributionDraft(
                good.recordId(),
                kind,
                parent.equals(ITSELF) ? good.recordId() : parent,
                good.title(),
                good.label(),
                good.text(),
                licence,
                consent,
                expires,
                good.salt(),
                good.originAt(),
                circular ? new Provenance("", false, List.of(good.recordId())) : Provenance.NONE);
    }
}
