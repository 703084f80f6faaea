// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import java.util.Arrays;

/** Why a receipt that was accepted is not paid for by an epoch. The {@link #id()} is stable: it is what {@code attribution.set_aside.rule} carries. */
public enum SealRule {
    /** The receipt is longer than evidence can hold. */
    TOO_LARGE("receipt.too-large"),
    /** The receipt's id names another host than its own. */
    ID_FOREIGN("receipt.id-foreign"),
    /** No registered key of the host signed the receipt. */
    HOST_SIGNATURE("receipt.host-signature"),
    /** The caller has a registered key, and it did not sign the receipt. */
    COUNTERSIGNATURE("receipt.countersignature"),
    /** The receipt names a model that is not on the ledger. */
    MODEL_UNKNOWN("receipt.model-unknown"),
    /** The receipt names a model that did not pass its evaluation floor. */
    MODEL_GATED("receipt.model-gated"),
    /** The receipt names a model that organisations could not train again. */
    MODEL_REFUSED("receipt.model-refused"),
    /** The answer is no label of the model. */
    LABEL_UNKNOWN("receipt.label-unknown"),
    /** The fee is in another unit of money than the network's, or than its deposit's. */
    UNIT_MISMATCH("receipt.unit-mismatch"),
    /** The receipt names a deposit that is not on the ledger. */
    DEPOSIT_UNKNOWN("deposit.unknown"),
    /** The receipt names another payer's deposit than its caller's. */
    DEPOSIT_FOREIGN("deposit.foreign"),
    /** The deposit holds less than the fee. */
    DEPOSIT_EXCEEDED("deposit.exceeded"),
    /** With the fees before it the epoch's pool would leave 64 bits. */
    POOL_EXCEEDED("pool.exceeded"),
    /** The key that the question is sealed with was not there at the seal. */
    QUESTION_KEY_MISSING("question.key-missing"),
    /** The sealed question does not open, or not to what the receipt commits to. */
    QUESTION_UNREADABLE("question.unreadable");

    private final String id;

    SealRule(String id) {
        this.id = id;
    }

    /** The rule of an id. */
    public static SealRule of(String id) {
        return Arrays.stream(values())
                .filter(rule -> rule.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule of the seal has the id " + id));
    }

    /** The stable id, {@code group.reason}. */
    public String id() {
        return id;
    }
}
