// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.rule.DatanetTerms;
import io.tributary.protocol.rule.RuleSet;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegistryReader;
import java.util.Optional;

/** Finds the terms of a Datanet: the ledger names them by hash, the registry has them. */
public final class TermsInForce {
    private TermsInForce() {}

    /**
     * The terms that a version is decided by; empty if the Datanet has none.
     *
     * @throws RefusedException if the registry lacks what the ledger names
     */
    public static Optional<DatanetTerms> of(LakeCatalog lake, LedgerView ledger, String slug, long version) {
        return ledger.terms(slug, version).map(hash -> require(lake, hash, slug));
    }

    /** The newest terms of a Datanet. */
    public static Optional<DatanetTerms> newest(LakeCatalog lake, LedgerView ledger, String slug) {
        return of(lake, ledger, slug, Long.MAX_VALUE);
    }

    /** The rule set that a version is decided by. */
    public static RuleSet rules(LakeCatalog lake, LedgerView ledger, String slug, long version) {
        return of(lake, ledger, slug, version).map(DatanetTerms::rules).orElse(RuleSet.OPEN);
    }

    /** The rule set that a use is decided by. */
    public static RuleSet rules(LakeCatalog lake, LedgerView ledger, String slug) {
        return rules(lake, ledger, slug, Long.MAX_VALUE);
    }

    /**
     * Requires, if the parameter names terms, that the registry has them.
     *
     * @throws RefusedException if it has not
     */
    public static void requireKnown(LakeCatalog lake, ParameterEntry entry) {
        if (entry.name().startsWith(DatanetTerms.PARAMETER)) {
            require(lake, Hash.ofHex(entry.value()), entry.name());
        }
    }

    private static DatanetTerms require(LakeCatalog lake, Hash hash, String what) {
        return new RegistryReader(lake)
                .terms().stream()
                        .filter(terms -> terms.leafHash().equals(hash))
                        .findFirst()
                        .orElseThrow(() -> new RefusedException("registry.terms has no terms with hash " + hash
                                + ", which the ledger names for " + what));
    }
}
