// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.influence.PayRule;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.verify.Policy;
import io.tributary.tables.KeyRole;
import io.tributary.tables.LakeInit;
import io.tributary.tables.RegisteredKey;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.WriterLock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a network in a home folder: tables, organisations with their keys, host, parameters. Again: nothing. */
public final class NetworkStep {
    private static final String PAYEE_PARAMETER = "payee.";

    private final Workspace workspace;

    /** Works in this workspace. */
    public NetworkStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Makes what is missing. */
    public void ensure() {
        try (WriterLock lock = workspace.lockForWriting("making the tables")) {
            LakeInit.run(workspace.lake());
            SigningKey host = workspace.keys().createSigningKey(KeyRole.HOST, Names.HOST);
            new RegistryWriter(workspace.lake())
                    .keys(List.of(new RegisteredKey(
                            Names.HOST,
                            host.verifyingKey().keyId(),
                            host.verifyingKey().hex(),
                            KeyRole.HOST.id(),
                            0,
                            0)));
        }
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        if (ledger.policy().isEmpty()) {
            ledger.configure(policy());
        }
        List<ParameterEntry> parameters = new ArrayList<>();
        Optional<ParameterEntry> approvals = Optional.empty();
        if (!ledger.parameters(1).containsKey(Names.PAY_RULE)) {
            // Only a network that is being made: an older one goes on by the rule that its versions were made by.
            parameter(ledger, parameters, DuplicateRule.PARAMETER, DuplicateRule.JACCARD.id());
            parameter(ledger, parameters, RepeatRule.PARAMETER, RepeatRule.WORDS.id());
            parameter(ledger, parameters, Names.HELD_OUT_MINIMUM, heldOutMinimum());
            // Taken in by this very step alone, as is the whole network; from its place in the log on the others have a
            // say.
            approvals = Optional.of(
                    new ParameterEntry(workspace.network(), Names.APPROVALS_MINIMUM, Integer.toString(threshold()), 1));
            parameter(ledger, parameters, ProvenanceParts.PARAMETER, ProvenanceParts.DEFAULT.format());
        }
        parameter(ledger, parameters, RoleSplit.PARAMETER, Names.ROLES_DEFAULT);
        parameter(ledger, parameters, Names.PAY_RULE, payRule());
        for (String owner : List.of(Names.HOST, Names.PLATFORM, Names.FIRST_ORGANISATION)) {
            if (!ledger.parameters(1).containsKey(PAYEE_PARAMETER + owner)) {
                parameter(ledger, parameters, PAYEE_PARAMETER + owner, new Payees(workspace.keys()).create(owner));
            }
        }
        approvals.ifPresent(parameters::add);
        ledger.append(parameters);
    }

    private int threshold() {
        return workspace.configuration().integer(Key.LEDGER_THRESHOLD);
    }

    /** The payee of a host, of the platform or of an organisation, as the ledger's parameters name it. */
    public static String payee(Ledger ledger, String owner) {
        String payee = ledger.parameters(ledger.lastEpoch().epoch() + 1).get(PAYEE_PARAMETER + owner);
        if (payee == null) {
            throw new io.tributary.protocol.error.UnavailableException("the ledger names no payee of " + owner);
        }
        return payee;
    }

    private Policy policy() {
        List<Policy.Organisation> organisations = new ArrayList<>();
        for (String name : Names.ORGANISATIONS) {
            SigningKey key = workspace.keys().createSigningKey(KeyRole.ORGANISATION, name);
            organisations.add(new Policy.Organisation(name, key.verifyingKey()));
        }
        return new Policy(workspace.network(), threshold(), organisations);
    }

    private String payRule() {
        String id = workspace.configuration().text(Key.PAY_RULE);
        if (PayRule.find(id).isEmpty()) {
            throw new InvalidInputException(Key.PAY_RULE.id() + ": got '" + id + "', want one of "
                    + PayRule.ALL.stream().map(PayRule::id).toList());
        }
        return id;
    }

    private String heldOutMinimum() {
        int minimum = workspace.configuration().integer(Key.HELDOUT_MINIMUM);
        if (minimum < 1) {
            throw new InvalidInputException(Key.HELDOUT_MINIMUM.id() + ": got " + minimum + ", want 1 or more");
        }
        return Integer.toString(minimum);
    }

    private void parameter(Ledger ledger, List<ParameterEntry> parameters, String name, String value) {
        if (!ledger.parameters(1).containsKey(name)) {
            parameters.add(new ParameterEntry(workspace.network(), name, value, 1));
        }
    }
}
