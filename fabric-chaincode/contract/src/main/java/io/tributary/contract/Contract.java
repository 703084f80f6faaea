// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.verify.Policy;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The ledger's contract: a pure function of call, caller and state (spec/epoch-states.md). It holds no state of its
 * own, knows no clock and draws nothing, so that every organisation that runs it on the same transaction puts the same
 * bytes. {@link Call} lists what can be asked; a refusal is a {@link ContractException} and leaves the state alone.
 */
public final class Contract {
    /** Most organisations: an epoch's attestations are read one by one. */
    public static final int ORGANISATIONS_MAX = 64;

    private static final String NAME_FORM = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private final SortedMap<String, Function<Context, JsonObject>> functions;

    /** A contract; any two behave alike. */
    public Contract() {
        SortedMap<String, Function<Context, JsonObject>> table = new TreeMap<>();
        table.put(Call.CONFIGURE, Contract::configure);
        table.put(Call.RECORD, Entries::record);
        table.put(Call.EXTEND, Entries::extend);
        table.put(Call.APPROVE, Approvals::approve);
        table.put(Call.PROPOSE, Proposals::propose);
        table.put(Call.ATTEST, Attestations::attest);
        table.put(Call.FINALISE, Epochs::finalise);
        table.put(Call.OPEN, Epochs::open);
        table.put(Call.CLAIM, Claims::claim);
        table.put(Call.CHALLENGE, Challenges::challenge);
        table.put(Call.VERDICT, Challenges::verdict);
        table.put(Call.POLICY, context -> context.policy().toJson());
        table.put(Call.CHECKPOINT, Queries::checkpoint);
        table.put(Call.ENTRIES, Queries::entries);
        table.put(Call.INCLUSION_PROOF, Queries::inclusionProof);
        table.put(Call.CONSISTENCY_PROOF, Queries::consistencyProof);
        table.put(Call.EPOCH_STATUS, Queries::epochStatus);
        table.put(Call.LAST_EPOCH, Queries::lastEpoch);
        table.put(Call.PARAMETERS, Queries::parameters);
        table.put(Call.DEPOSITS, Queries::deposits);
        table.put(Call.CLAIMS, Queries::claims);
        table.put(Call.RECORDED, Approvals::recorded);
        functions = Collections.unmodifiableSortedMap(table);
    }

    /**
     * Runs one transaction or query.
     *
     * @param state read as it was committed; receives the puts only if the transaction is let through
     * @return the result, one canonical object
     * @throws ContractException if the transaction is refused; the state has received nothing then
     */
    public JsonObject invoke(State state, Transaction transaction) {
        String name = transaction.call().function();
        Function<Context, JsonObject> function = functions.get(name);
        if (function == null) {
            throw new ContractException(
                    ContractCode.FUNCTION_UNKNOWN, "got " + name + ", want one of " + functions.keySet());
        }
        WorkingState working = new WorkingState(state);
        JsonObject result = run(function, new Context(transaction, working));
        working.flush();
        return result;
    }

    private static JsonObject run(Function<Context, JsonObject> function, Context context) {
        try {
            return function.apply(context);
        } catch (InvalidInputException e) {
            throw new ContractException(ContractCode.ARGUMENT_INVALID, String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject configure(Context context) {
        Policy policy = Policy.of(context.argumentAsIs());
        requireForm("network name", policy.network());
        if (policy.organisations().size() > ORGANISATIONS_MAX) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID,
                    policy.organisations().size() + " organisations, want at most " + ORGANISATIONS_MAX);
        }
        policy.organisations().forEach(organisation -> requireForm("organisation name", organisation.name()));
        if (policy.key(context.caller()).isEmpty()) {
            throw new ContractException(
                    ContractCode.CALLER_UNKNOWN,
                    "caller " + context.caller() + " is not among the organisations it configures");
        }
        if (!context.state().has(Context.POLICY)) {
            context.state().create(Context.POLICY, policy.toJson());
        } else if (!context.policy().equals(policy)) {
            throw new ContractException(
                    ContractCode.ALREADY_CONFIGURED,
                    "network " + context.policy().network() + " is configured, and differently");
        }
        return policy.toJson();
    }

    private static void requireForm(String what, String name) {
        if (!name.matches(NAME_FORM)) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID, what + ": got '" + name + "', want " + NAME_FORM);
        }
    }
}
