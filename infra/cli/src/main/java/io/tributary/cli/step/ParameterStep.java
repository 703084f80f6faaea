// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.influence.PayRule;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.ledger.Ledger;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.ParameterEntry;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Gives a parameter of a running network another value, from an epoch on that nobody computes yet. */
public final class ParameterStep {
    private static final String CHALLENGE_WINDOW = "challenge.window-entries";
    private static final String COUNT = "[0-9]{1,9}";

    /** Parameters that decide from their place in the log on, not from an epoch on. */
    private static final List<String> AT_ONCE =
            List.of(DuplicateRule.PARAMETER, RepeatRule.PARAMETER, ProvenanceParts.PARAMETER);

    /** Who approves a value at once. */
    public enum Consent {
        /** Every organisation whose key is in this key store. */
        AT_HAND,
        /** Only who offers it; the others are waited for. */
        WAIT
    }

    private final Workspace workspace;

    /** Works in this workspace. */
    public ParameterStep(Workspace workspace) {
        this.workspace = workspace;
    }

    /** The parameters that the next epoch goes by. */
    public Report list() {
        Ledger ledger = workspace.ledger(Names.FIRST_ORGANISATION);
        long epoch = firstFree(ledger);
        SortedMap<String, String> values = ledger.parameters(epoch);
        List<String> lines = values.entrySet().stream()
                .map(value -> value.getKey() + " = " + value.getValue())
                .toList();
        JsonObject.Builder json = JsonObject.nested().put("epoch", epoch);
        json.put(
                "parameters",
                values.entrySet().stream()
                        .map(value -> JsonObject.nested()
                                .put("name", value.getKey())
                                .put("value", value.getValue())
                                .build())
                        .toList());
        return Report.of(lines, json.build());
    }

    /**
     * Appends a value that an organisation offers.
     *
     * @param consent whether others whose keys are at hand approve it at once, or are waited for
     * @param fromEpoch the first epoch that goes by it; empty for the first that is neither proposed nor final
     * @throws InvalidInputException if the release does not know the parameter or could not go by the value
     */
    public Report append(String name, String value, OptionalLong fromEpoch, String organisation, Consent consent) {
        requireUsable(name, value);
        if (!Names.ORGANISATIONS.contains(organisation)) {
            throw new InvalidInputException(
                    "organisation is '" + organisation + "', want one of " + Names.ORGANISATIONS);
        }
        Ledger ledger = workspace.ledger(organisation);
        long epoch = fromEpoch.orElseGet(() -> firstFree(ledger));
        if (epoch < 1) {
            throw new InvalidInputException("first epoch is " + epoch + ", want 1 or more");
        }
        ParameterEntry entry = new ParameterEntry(workspace.network(), name, value, epoch);
        Agreement agreement = new Agreement(workspace);
        Agreement.Outcome outcome = consent == Consent.AT_HAND
                ? agreement.append(entry, organisation)
                : agreement.offer(entry, organisation);
        boolean atOnce = AT_ONCE.stream().anyMatch(known -> name.equals(known) || name.startsWith(known + "."));
        return Report.of(
                name + " is " + value
                        + (atOnce ? " for versions that are published from now on" : " from epoch " + epoch + " on")
                        + ", " + outcome.sentence(),
                outcome.addTo(JsonObject.nested()
                                .put("name", name)
                                .put("value", value)
                                .put("fromEpoch", epoch))
                        .build());
    }

    /** The first epoch that is neither proposed nor final. */
    static long firstFree(Ledger ledger) {
        long epoch = ledger.lastEpoch().epoch() + 1;
        while (ledger.epochStatus(epoch).isPresent()) {
            epoch++;
        }
        return epoch;
    }

    /** An unknown rule would leave the epochs to come without anybody who can compute them. */
    private static void requireUsable(String name, String value) {
        if (name.equals(Names.PAY_RULE)) {
            require(
                    PayRule.find(value).isPresent(),
                    name,
                    value,
                    "one of " + PayRule.ALL.stream().map(PayRule::id).toList());
        } else if (name.equals(DuplicateRule.PARAMETER) || name.startsWith(DuplicateRule.PARAMETER + ".")) {
            DuplicateRule.of(value);
        } else if (name.equals(RepeatRule.PARAMETER)) {
            RepeatRule.of(value);
        } else if (name.equals(RoleSplit.PARAMETER)) {
            RoleSplit.parse(value);
        } else if (name.equals(ProvenanceParts.PARAMETER)) {
            ProvenanceParts.parse(value);
        } else if (name.equals(CHALLENGE_WINDOW)) {
            require(value.matches(COUNT), name, value, "a number of log entries");
        } else if (name.equals(Names.HELD_OUT_MINIMUM)) {
            require(value.matches(COUNT) && Long.parseLong(value) > 0, name, value, "a number of passages, 1 or more");
        } else if (name.equals(Names.MODEL_FLOOR)) {
            require(
                    value.matches("[0-9]{1,7}") && Long.parseLong(value) <= 1_000_000,
                    name,
                    value,
                    "parts per million, 0 to 1000000");
        } else if (name.equals(Names.APPROVALS_MINIMUM)) {
            require(
                    value.matches(COUNT) && Long.parseLong(value) > 0,
                    name,
                    value,
                    "a number of organisations, 1 to the network's threshold");
        } else {
            throw new InvalidInputException("the network has no parameter '" + name + "' to change, want "
                    + String.join(
                            ", ",
                            Names.PAY_RULE,
                            RoleSplit.PARAMETER,
                            DuplicateRule.PARAMETER,
                            DuplicateRule.parameterOf("DATANET"),
                            RepeatRule.PARAMETER,
                            Names.HELD_OUT_MINIMUM,
                            Names.MODEL_FLOOR,
                            ProvenanceParts.PARAMETER,
                            Names.APPROVALS_MINIMUM)
                    + " or " + CHALLENGE_WINDOW);
        }
    }

    private static void require(boolean usable, String name, String value, String want) {
        if (!usable) {
            throw new InvalidInputException(name + ": got '" + value + "', want " + want);
        }
    }
}
