// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion;

import io.tributary.protocol.record.Provenance;
import java.util.List;
import java.util.Objects;

/**
 * A contribution as its author has it: readable, not yet sealed and in no batch. The record it becomes checks the form of each field.
 *
 * @param recordId random, 1 to 128 id characters
 * @param kind record, label, edit, prompt, feedback or document
 * @param parent id of what it labels, edits, improves or judges; empty for none
 * @param title may be empty
 * @param label may be empty
 * @param text the content
 * @param licence SPDX id
 * @param consent purposes, ascending
 * @param expires date of expiry; empty for none
 * @param salt 16 to 64 random bytes, lower-case hex
 * @param originAt event time in epoch milliseconds
 * @param provenance where it comes from beyond its author
 */
public record ContributionDraft(
        String recordId,
        String kind,
        String parent,
        String title,
        String label,
        String text,
        String licence,
        List<String> consent,
        String expires,
        String salt,
        long originAt,
        Provenance provenance) {

    /** Copies the consent. */
    public ContributionDraft {
        Objects.requireNonNull(provenance, "provenance");
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(licence, "licence");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(salt, "salt");
        consent = List.copyOf(consent);
    }

    /** A draft that says nothing of its provenance. */
    public ContributionDraft(
            String recordId,
            String kind,
            String parent,
            String title,
            String label,
            String text,
            String licence,
            List<String> consent,
            String expires,
            String salt,
            long originAt) {
        this(recordId, kind, parent, title, label, text, licence, consent, expires, salt, originAt, Provenance.NONE);
    }

    @Override
    public String toString() {
        return "ContributionDraft[" + recordId + "]";
    }
}
