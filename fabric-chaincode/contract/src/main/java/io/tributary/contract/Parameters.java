// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.money.RoleSplit;
import io.tributary.protocol.record.ParameterEntry;
import io.tributary.protocol.rule.RuleNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The network's parameters. Each value holds from an epoch on until a later one takes over; an epoch that is proposed
 * or final keeps the values it was computed with.
 */
final class Parameters {
    /** Name: how many log entries must follow an epoch's own before its claims open. */
    static final String CHALLENGE_WINDOW = "challenge.window-entries";

    /** Name: the rule that turns influence into pay, as {@code rows/v1}. */
    static final String PAY_RULE = "pay.rule";

    /**
     * Name: how many items a held-out set has at least. In a network that has it, every version needs a set of its own; in one without
     * it all versions share the Datanet's.
     */
    static final String HELD_OUT_MINIMUM = "heldout.minimum";

    /**
     * Name: how many organisations approve a parameter or a deposit before it comes into the log. In a network without it one may put them
     * there alone; the terms of a Datanet are its owner's in a network that has it.
     */
    static final String APPROVALS_MINIMUM = "approvals.minimum";

    /** Name: how many held-out items in a million a model gets right at least that passed its gate; none in a network without. */
    static final String MODEL_FLOOR = "model.floor-ppm";

    static final String KIND = "parameter";

    /** Name of a Datanet's terms, followed by its slug and their revision. */
    private static final Pattern TERMS = Pattern.compile("datanet\\.terms\\.([a-z0-9_]+)\\.[0-9]+");

    /** Name: the rule that finds copies, in every Datanet; followed by a dot and a slug, in one. */
    private static final String DUPLICATES_RULE = "duplicates.rule";

    /** Name: the rule by which passages that repeat others are no rows. */
    private static final String REPEATS_RULE = "repeats.rule";

    /** Name, followed by a host's or an organisation's: who is paid for what it does. */
    private static final String PAYEE = "payee.";

    /** How far ahead a value may be set: a later one can always take over, once epochs have gone on. */
    private static final long EPOCHS_AHEAD_MAX = 1000;

    private static final String ID_FORM = "[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}";
    private static final long CHALLENGE_WINDOW_DEFAULT = 0;
    private static final String COUNT_FORM = "0|[1-9][0-9]{0,8}";
    private static final String POSITIVE_FORM = "[1-9][0-9]{0,8}";

    private Parameters() {}

    static void check(ParameterEntry entry) {
        if (entry.name().equals(RoleSplit.PARAMETER)) {
            RoleSplit.parse(entry.value());
        }
        if (entry.name().equals(ProvenanceParts.PARAMETER)) {
            ProvenanceParts.parse(entry.value());
        }
        if (entry.name().equals(CHALLENGE_WINDOW) && !entry.value().matches(COUNT_FORM)) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    CHALLENGE_WINDOW + ": got '" + entry.value() + "', want a number of entries up to 999999999");
        }
        checkHeldOut(entry);
        checkFloor(entry);
        checkApprovals(entry);
        checkRules(entry);
        if (entry.name().startsWith(PAYEE) && !entry.value().matches(ID_FORM)) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID, entry.name() + ": got '" + entry.value() + "', want a payee's id");
        }
    }

    /** A rule that no member can compute would leave the epoch that it holds from undone for ever. */
    private static void checkRules(ParameterEntry entry) {
        if (entry.name().equals(PAY_RULE)) {
            requireKnown(entry, RuleNames.PAY);
        }
        if (entry.name().equals(DUPLICATES_RULE) || entry.name().startsWith(DUPLICATES_RULE + ".")) {
            requireKnown(entry, RuleNames.DUPLICATES);
        }
        if (entry.name().equals(REPEATS_RULE)) {
            requireKnown(entry, RuleNames.REPEATS);
        }
    }

    private static void requireKnown(ParameterEntry entry, List<String> known) {
        if (!known.contains(entry.value())) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID, entry.name() + ": got '" + entry.value() + "', want one of " + known);
        }
    }

    private static void checkHeldOut(ParameterEntry entry) {
        if (entry.name().equals(HELD_OUT_MINIMUM) && !entry.value().matches(POSITIVE_FORM)) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    HELD_OUT_MINIMUM + ": got '" + entry.value() + "', want a number of items, 1 to 999999999");
        }
    }

    private static void checkFloor(ParameterEntry entry) {
        if (entry.name().equals(MODEL_FLOOR)
                && !(entry.value().matches(COUNT_FORM) && Long.parseLong(entry.value()) <= ModelRules.WHOLE_PPM)) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    MODEL_FLOOR + ": got '" + entry.value() + "', want parts per million, 0 to 1000000");
        }
    }

    private static void checkApprovals(ParameterEntry entry) {
        boolean counts =
                entry.value().matches(POSITIVE_FORM) && Long.parseLong(entry.value()) <= Contract.ORGANISATIONS_MAX;
        if (entry.name().equals(APPROVALS_MINIMUM) && !counts) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    APPROVALS_MINIMUM + ": got '" + entry.value() + "', want a number of organisations, 1 to "
                            + Contract.ORGANISATIONS_MAX);
        }
    }

    /** With more approvals than the network's threshold, fewer than can stop an epoch could stop all deposits. */
    private static void requireReachable(Context context, ParameterEntry entry) {
        long threshold = context.policy().threshold();
        if (entry.name().equals(APPROVALS_MINIMUM) && Long.parseLong(entry.value()) > threshold) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    APPROVALS_MINIMUM + ": got " + entry.value() + ", want at most the network's threshold, "
                            + threshold);
        }
    }

    /** Terms are the word of their Datanet's owner, whatever else is the network's. */
    private static void requireAuthority(Context context, ParameterEntry entry) {
        Matcher terms = TERMS.matcher(entry.name());
        if (!terms.matches()) {
            Approvals.requireByParameter(context, "parameter " + entry.name(), entry.leafHash());
        } else if (approvalsMinimum(context).isPresent()) {
            DatanetRules.requireOwner(context, terms.group(1), "the word on the terms", ContractCode.TERMS_FOREIGN);
        }
    }

    static void admit(Context context, ParameterEntry entry) {
        requireReachable(context, entry);
        requireAuthority(context, entry);
        long firstFree = firstFree(context);
        if (entry.fromEpoch() < firstFree) {
            throw new ContractException(
                    ContractCode.PARAMETER_RETROACTIVE,
                    "parameter " + entry.name() + " from epoch " + entry.fromEpoch() + ", want " + firstFree
                            + " or later");
        }
        if (entry.fromEpoch() - firstFree > EPOCHS_AHEAD_MAX) {
            throw new ContractException(
                    ContractCode.ENTRY_INVALID,
                    "parameter " + entry.name() + " from epoch " + entry.fromEpoch() + ", want at most "
                            + (firstFree + EPOCHS_AHEAD_MAX));
        }
        StateKey key = StateKey.of(KIND, entry.name());
        Optional<JsonObject> stored = context.state().get(key);
        List<JsonObject> values =
                new ArrayList<>(stored.map(json -> json.objects("values")).orElseGet(List::of));
        int at = 0;
        while (at < values.size() && values.get(at).integer("fromEpoch") < entry.fromEpoch()) {
            at++;
        }
        if (at < values.size() && values.get(at).integer("fromEpoch") == entry.fromEpoch()) {
            throw new ContractException(
                    ContractCode.PARAMETER_CONFLICT,
                    "parameter " + entry.name() + " has another value from epoch " + entry.fromEpoch() + " on");
        }
        values.add(
                at,
                JsonObject.nested()
                        .put("fromEpoch", entry.fromEpoch())
                        .put("value", entry.value())
                        .build());
        context.state()
                .put(
                        key,
                        JsonObject.nested()
                                .put("name", entry.name())
                                .put("values", values)
                                .build());
    }

    /** The first epoch that is neither proposed nor final. */
    private static long firstFree(Context context) {
        long last = Epochs.last(context).epoch();
        return Proposals.find(context, last + 1).isPresent() ? last + 2 : last + 1;
    }

    /** Number of log entries that must follow the epoch's own before its claims open. */
    static long challengeWindow(Context context, long epoch) {
        return find(context, CHALLENGE_WINDOW, epoch).map(Long::parseLong).orElse(CHALLENGE_WINDOW_DEFAULT);
    }

    /** Fewest items of a held-out set, now; empty in a network where versions share one. */
    static OptionalLong heldOutMinimum(Context context) {
        return now(context, HELD_OUT_MINIMUM);
    }

    /** How many approvals a parameter or a deposit takes, now; empty in a network without. */
    static OptionalLong approvalsMinimum(Context context) {
        return now(context, APPROVALS_MINIMUM);
    }

    /** Fewest held-out items in a million that a model which passed its gate gets right, now; empty in a network without. */
    static OptionalLong modelFloor(Context context) {
        return now(context, MODEL_FLOOR);
    }

    /**
     * The number that holds for the first epoch which is neither proposed nor final: a value that was set for a far epoch stands in nobody's
     * way before. A network has such a parameter from its first value's place in the log on, so until one holds, that of the nearest epoch does.
     */
    private static OptionalLong now(Context context, String name) {
        Optional<JsonObject> stored = context.state().get(StateKey.of(KIND, name));
        if (stored.isEmpty()) {
            return OptionalLong.empty();
        }
        String value = at(stored.get(), firstFree(context))
                .orElseGet(() -> stored.get().objects("values").get(0).text("value"));
        return OptionalLong.of(Long.parseLong(value));
    }

    /** The value of a parameter for an epoch. */
    static Optional<String> find(Context context, String name, long epoch) {
        return context.state().get(StateKey.of(KIND, name)).flatMap(stored -> at(stored, epoch));
    }

    /** The value that a stored parameter has for an epoch. */
    static Optional<String> at(JsonObject stored, long epoch) {
        Optional<String> value = Optional.empty();
        for (JsonObject step : stored.objects("values")) {
            if (step.integer("fromEpoch") <= epoch) {
                value = Optional.of(step.text("value"));
            }
        }
        return value;
    }
}
