// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.stream.Collectors;

/** All known attacks. */
public final class Attacks {
    private static final List<Attack> ALL = List.of(
            new ExactCopy(),
            new CopyInPieces(),
            new NearCopy(),
            new Paraphrase(),
            new MixedCopy(),
            new FilledCopy(),
            new SaidAgain(),
            new IdentitySplit(),
            new IdentitySort(),
            new PooledNames(),
            new Rechunk(),
            new LabelFlip(),
            new AdversarialLabels(),
            new LabelNoise(),
            Padding.byChance(),
            Padding.inDemand(),
            new OutlierBait(),
            new MemorisationBait(),
            new BestPaidRows(),
            new AdaptiveMix(),
            new LeakedHeldOut(),
            new Bridging(),
            new WashInference(),
            new Griefing(),
            new SelfDealingHost(),
            new BackDating());

    private Attacks() {}

    /** All of them, in the order in which they are printed. */
    public static List<Attack> all() {
        return ALL;
    }

    /**
     * The attack with this name.
     *
     * @throws InvalidInputException naming the known ones
     */
    public static Attack named(String name) {
        return ALL.stream()
                .filter(attack -> attack.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("attack is '" + name + "', want one of "
                        + ALL.stream().map(Attack::name).collect(Collectors.joining(", "))));
    }
}
