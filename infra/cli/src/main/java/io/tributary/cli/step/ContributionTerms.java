// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Provenance;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a contribution is and under which terms it is given.
 *
 * @param kind record, label, edit, prompt, feedback or document
 * @param parent id of what it refers to; empty for none
 * @param licence SPDX id; empty for the Datanet's
 * @param consent purposes, ascending
 * @param expires date on which the consent ends; empty for none
 * @param provenance where it comes from
 */
public record ContributionTerms(
        String kind, String parent, String licence, List<String> consent, String expires, Provenance provenance) {
    /** A document of one's own under the Datanet's licence, for training and attribution, for ever. */
    public static final ContributionTerms DEFAULT =
            new ContributionTerms("document", "", "", List.of("attribution", "training"), "", Provenance.NONE);

    /** Checks the kind and sorts the consent. */
    public ContributionTerms {
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(licence, "licence");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(provenance, "provenance");
        if (!ContributionItem.KINDS.contains(kind)) {
            throw new InvalidInputException("kind is '" + kind + "', want one of "
                    + ContributionItem.KINDS.stream().sorted().toList());
        }
        consent = consent.stream().sorted().distinct().toList();
    }

    /**
     * These terms where a line or an option says nothing else.
     *
     * @param said what is said, each part empty where nothing is
     */
    public ContributionTerms with(Said said) {
        return new ContributionTerms(
                said.kind().orElse(kind),
                said.parent().orElse(parent),
                said.licence().orElse(licence),
                said.consent().orElse(consent),
                said.expires().orElse(expires),
                new Provenance(
                        said.origin().orElse(provenance.origin()),
                        said.generatedByAi().orElse(provenance.generatedByAi()),
                        said.derivedFrom()
                                .map(ids -> ids.stream().sorted().distinct().toList())
                                .orElse(provenance.derivedFrom())));
    }

    /** What a line or the options of a command say; the parts are those of {@link ContributionTerms}. */
    public record Said(
            Optional<String> kind,
            Optional<String> parent,
            Optional<String> licence,
            Optional<List<String>> consent,
            Optional<String> expires,
            Optional<String> origin,
            Optional<Boolean> generatedByAi,
            Optional<List<String>> derivedFrom) {}
}
