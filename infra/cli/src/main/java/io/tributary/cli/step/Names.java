// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import java.util.List;

/** Names of the members and roles of an embedded network, and the units it counts in. */
public final class Names {
    /** The organisations of a network that the command makes. */
    public static final List<String> ORGANISATIONS = List.of("org1", "org2", "org3");

    /** The organisation that submits what no option assigns to another. */
    public static final String FIRST_ORGANISATION = "org1";

    /** The model host of an embedded network. */
    public static final String HOST = "host-1";

    /** Who runs the network and earns the platform's share. */
    public static final String PLATFORM = "platform";

    /** Unit of money; amounts are millionths of it. */
    public static final String UNIT = "credit";

    /** Ledger parameter with the shares of the roles, in basis points. */
    public static final String ROLES_DEFAULT = "data=7000,host=1000,model=1500,platform=500";

    /** Ledger parameter that names the rule by which passages are paid. */
    public static final String PAY_RULE = "pay.rule";

    /**
     * Ledger parameter with the fewest items of a held-out set. In a network that has it, every Datanet version needs a set of its own;
     * in one without it all versions share the Datanet's.
     */
    public static final String HELD_OUT_MINIMUM = "heldout.minimum";

    /** The ledger parameter that says how many held-out passages in a million a model gets right at least that passed its gate. */
    public static final String MODEL_FLOOR = "model.floor-ppm";

    /** Ledger parameter with the number of organisations that approve a parameter or a deposit before it comes into the log. */
    public static final String APPROVALS_MINIMUM = "approvals.minimum";

    private Names() {}
}
