// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/**
 * What an item must say of itself, by kind, licence, consent and provenance. Each rule looks at one item and the time of its arrival, so
 * client, gateway and job judge alike; whether a named parent exists only the job that publishes can tell.
 */
public final class ContributionRules {
    /** What one can consent to. */
    public static final Set<String> PURPOSES =
            Set.of("attribution", "evaluation", "research", "resale", "retrieval", "training");

    private ContributionRules() {}

    /**
     * Requires that an item follows every rule.
     *
     * @param atMillis when it arrived, epoch milliseconds
     * @throws MalformedException with the first rule that is broken
     */
    public static void require(ContributionItem item, long atMillis) {
        kind(item);
        if (!Licences.known(item.licence())) {
            throw new MalformedException(Rule.LICENCE_UNKNOWN, Licences.unknown(item.licence()));
        }
        consent(item);
        expiry(item, atMillis);
        require(
                !item.provenance().derivedFrom().contains(item.recordId()),
                Rule.PROVENANCE_CIRCULAR,
                "record " + item.recordId() + " is derived from itself");
    }

    private static void kind(ContributionItem item) {
        boolean none = item.parent().isEmpty();
        boolean itself = item.parent().equals(item.recordId());
        switch (item.kind()) {
            case "record" -> require(none, Rule.KIND_RECORD, "a record has no parent; an edit has one");
            case "document" -> require(none, Rule.KIND_DOCUMENT, "a document has no parent; an edit has one");
            case "label" -> require(!none && !itself, Rule.KIND_LABEL, "a label's parent is the record it labels");
            case "edit" -> require(!none && !itself, Rule.KIND_EDIT, "an edit's parent is the record it replaces");
            case "prompt" -> require(!itself, Rule.KIND_PROMPT, "a prompt's parent is another one or none");
            case "feedback" ->
                require(!none && !itself, Rule.KIND_FEEDBACK, "feedback's parent is the receipt of the answer");
            default -> throw new IllegalStateException("kind " + item.kind() + " has no rule");
        }
    }

    private static void consent(ContributionItem item) {
        List<String> consent = item.consent();
        boolean known = !consent.isEmpty() && PURPOSES.containsAll(consent);
        for (int i = 1; i < consent.size(); i++) {
            known &= consent.get(i - 1).compareTo(consent.get(i)) < 0;
        }
        require(
                known,
                Rule.CONSENT_PURPOSE,
                "consent is " + consent + "; name one or more of "
                        + PURPOSES.stream().sorted().toList() + ", ascending");
    }

    /** Consent holds through the day that it names, in UTC. */
    private static void expiry(ContributionItem item, long atMillis) {
        if (item.expires().isEmpty()) {
            return;
        }
        LocalDate last;
        try {
            last = LocalDate.parse(item.expires());
        } catch (DateTimeException e) {
            throw new MalformedException(
                    Rule.CONSENT_EXPIRED, "expires is " + item.expires() + ", want a date as 2030-12-31");
        }
        LocalDate arrived =
                Instant.ofEpochMilli(atMillis).atZone(ZoneOffset.UTC).toLocalDate();
        require(
                !last.isBefore(arrived),
                Rule.CONSENT_EXPIRED,
                "the consent ended on " + last + ", before the batch arrived on " + arrived);
    }

    private static void require(boolean valid, Rule rule, String message) {
        if (!valid) {
            throw new MalformedException(rule, message);
        }
    }
}
