// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.Set;

/**
 * One way to carry an attack out.
 *
 * @param variant its name among the attack's variants
 * @param market the market that results
 * @param identities all payees behind which the attackers stand, their hosts and their callers
 */
public record Attempt(String variant, Market market, Set<String> identities) {
    /** Copies the set. */
    public Attempt {
        identities = Set.copyOf(identities);
    }
}
