// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import java.util.List;
import java.util.Random;

/**
 * One known attack: it takes the honest market and returns what the attackers make of it. A new attack is one class and one line in
 * {@link Attacks}.
 */
public interface Attack {
    /** Name on the command line: lower case, with hyphens. */
    String name();

    /** What the attacker does, in one line. */
    String description();

    /** What a pay rule has to keep. */
    Bound bound();

    /**
     * The ways to carry it out; the one that pays best over all seeds counts. Empty where the attack has no meaning on such contents.
     *
     * @param scene the honest world
     * @param random seeded; the only source of chance
     */
    List<Attempt> attempts(Scene scene, Random random);
}
