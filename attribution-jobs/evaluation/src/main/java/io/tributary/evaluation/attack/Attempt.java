// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.Optional;
import java.util.Set;

/**
 * One way to carry an attack out.
 *
 * @param variant its name among the attack's variants
 * @param market the market that results
 * @param identities all payees behind which the attackers stand, their hosts and their callers
 * @param before the market without the attack, where that is not the scene's
 */
public record Attempt(String variant, Market market, Set<String> identities, Optional<Market> before) {
    /** Copies the set. */
    public Attempt {
        identities = Set.copyOf(identities);
    }

    /** An attack on the scene's own market. */
    public Attempt(String variant, Market market, Set<String> identities) {
        this(variant, market, identities, Optional.empty());
    }
}
