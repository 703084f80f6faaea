// SPDX-License-Identifier: Apache-2.0
package io.tributary.contract;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.protocol.verify.Policy;
import java.util.function.Function;

/** What one running transaction works with: its call, the state, the log, and the network's policy. */
final class Context {
    static final StateKey POLICY = StateKey.of("policy");

    private final Transaction transaction;
    private final WorkingState state;
    private final Log log;

    Context(Transaction transaction, WorkingState state) {
        this.transaction = transaction;
        this.state = state;
        this.log = new Log(state);
    }

    WorkingState state() {
        return state;
    }

    Log log() {
        return log;
    }

    String caller() {
        return transaction.caller();
    }

    /** The argument, unchecked. */
    JsonObject argumentAsIs() {
        return transaction.call().argument();
    }

    /** The argument, which must have exactly these keys besides its type. */
    JsonObject argument(String... keys) {
        Call call = transaction.call();
        return call.argument().require(Call.argumentType(call.function()), keys);
    }

    /** A confidential field of the call. Says no more of a bad form than that it is bad: the reason could quote the field. */
    <T> T confidential(String name, Function<JsonObject, T> reader) {
        JsonObject value = confidential(name);
        try {
            return reader.apply(value);
        } catch (InvalidInputException e) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID, "confidential field " + name + " does not have its form");
        }
    }

    private JsonObject confidential(String name) {
        JsonObject value = transaction.call().confidential().get(name);
        if (value == null) {
            throw new ContractException(
                    ContractCode.ARGUMENT_INVALID,
                    "confidential field " + name + " is missing from "
                            + transaction.call().function());
        }
        return value;
    }

    /** The epoch that the argument names and nothing else. */
    long epochArgument() {
        long epoch = argument("epoch").integer("epoch");
        if (epoch < 1) {
            throw new ContractException(ContractCode.ARGUMENT_INVALID, "epoch: got " + epoch + ", want 1 or more");
        }
        return epoch;
    }

    Policy policy() {
        return state.get(POLICY)
                .map(Policy::of)
                .orElseThrow(() -> new ContractException(
                        ContractCode.NOT_CONFIGURED, "the network has no organisations yet; configure it first"));
    }

    /** The caller's attestation key; refuses a caller that is no organisation of the network. */
    VerifyingKey requireMember() {
        return policy().key(caller())
                .orElseThrow(() -> new ContractException(
                        ContractCode.CALLER_UNKNOWN,
                        "caller " + caller() + " is no organisation of network " + policy().network()));
    }

    /**
     * Refuses what the caller did not sign for this network.
     *
     * @param key the caller's attestation key
     * @param foreign the code if another is said to have signed it
     * @param forged the code if the signature is not by the key
     */
    void requireAuthor(
            String what, SignedEnvelope signed, VerifyingKey key, ContractCode foreign, ContractCode forged) {
        requireNetwork(what, signed.network());
        if (!signed.signer().equals(caller())) {
            throw new ContractException(
                    foreign, what + " is signed in the name of " + signed.signer() + ", submitted by " + caller());
        }
        if (!signed.verifiedBy(key)) {
            throw new ContractException(forged, what + " is not signed by key " + key.keyId() + " of " + caller());
        }
    }

    /** Refuses what was written for another network. */
    void requireNetwork(String what, String network) {
        if (!network.equals(policy().network())) {
            throw new ContractException(
                    ContractCode.NETWORK_MISMATCH,
                    what + " is for network " + network + ", want " + policy().network());
        }
    }

    /** Starts a stored value that says by whose transaction it came about. */
    JsonObject.Builder stamped() {
        return JsonObject.nested()
                .put("caller", transaction.caller())
                .put("transactionId", transaction.transactionId())
                .put("timestamp", transaction.timestampMillis());
    }
}
