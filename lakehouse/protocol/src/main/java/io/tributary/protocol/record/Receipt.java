// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.merkle.Hash;
import java.util.List;
import java.util.Objects;

/**
 * {@code tributary/receipt/v1}: one served inference. Fields not used yet are present and empty.
 *
 * @param receiptId a name that the host gives it, then {@code @} and the host: see {@link #idAt}
 * @param hostSeq the host's running number over its receipts
 * @param nonce 16 to 64 bytes of hex
 * @param callerSig the caller's signature over {@link Countersignature}, hex, or empty
 * @param model model id
 * @param inputCommit leaf hash of {@link ReceiptInput}
 * @param outputCommit leaf hash of {@link ReceiptOutput}
 * @param fee micro-units
 * @param deposit deposit id that pays
 * @param answer the label given
 * @param answerSalt salt of {@link ReceiptOutput}
 * @param occurredAt epoch milliseconds, the host's claim
 */
public record Receipt(
        String receiptId,
        String host,
        long hostSeq,
        String nonce,
        String caller,
        String callerSig,
        String model,
        List<String> adapters,
        Hash inputCommit,
        Hash outputCommit,
        List<String> retrieved,
        long tokensIn,
        long tokensOut,
        long fee,
        String unit,
        String deposit,
        String priceRule,
        String answer,
        String answerSalt,
        long occurredAt)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/receipt/v1";

    /** Largest receipt in bytes: two of them, in hex, and their paths are evidence, which has its own limit. */
    public static final int BYTES_MAX = 32 * 1024;

    private static final char HOST_MARK = '@';

    /** Checks the form of every field. */
    public Receipt {
        adapters = List.copyOf(adapters);
        retrieved = List.copyOf(retrieved);
        Objects.requireNonNull(inputCommit, "inputCommit");
        Objects.requireNonNull(outputCommit, "outputCommit");
        Objects.requireNonNull(answer, "answer");
        Form.id("receiptId", receiptId);
        Form.id("host", host);
        Form.notNegative("hostSeq", hostSeq);
        Form.salt("nonce", nonce);
        Form.id("caller", caller);
        Form.hexOrEmpty("callerSig", callerSig, 64);
        Form.id("model", model);
        Form.ids("adapters", adapters);
        Form.ids("retrieved", retrieved);
        Form.notNegative("tokensIn", tokensIn);
        Form.notNegative("tokensOut", tokensOut);
        Form.notNegative("fee", fee);
        Form.id("unit", unit);
        Form.id("deposit", deposit);
        Form.id("priceRule", priceRule);
        Form.salt("answerSalt", answerSalt);
        Form.notNegative("occurredAt", occurredAt);
    }

    /**
     * The id of a receipt, which no other host can give: the id decides who is first, so one that did not name its host could be
     * taken by any other.
     *
     * @param name what the host calls the receipt, unique among its own, without {@code @}
     */
    public static String idAt(String host, String name) {
        Form.require(name.indexOf(HOST_MARK) < 0, "receiptId", name, "a name without " + HOST_MARK);
        return name + HOST_MARK + host;
    }

    /** Whether the id is as {@link #idAt} makes it for this receipt's host. */
    public boolean namesItsHost() {
        int mark = receiptId.indexOf(HOST_MARK);
        return mark > 0 && receiptId.substring(mark + 1).equals(host);
    }

    /** Whether the id names another host; one of an earlier release names none. */
    public boolean namesForeignHost() {
        return receiptId.indexOf(HOST_MARK) >= 0 && !namesItsHost();
    }

    /** The same receipt with another countersignature; empty for the form that the caller signs. */
    public Receipt countersigned(String signatureHex) {
        return new Receipt(
                receiptId,
                host,
                hostSeq,
                nonce,
                caller,
                signatureHex,
                model,
                adapters,
                inputCommit,
                outputCommit,
                retrieved,
                tokensIn,
                tokensOut,
                fee,
                unit,
                deposit,
                priceRule,
                answer,
                answerSalt,
                occurredAt);
    }

    /** The same receipt with another event time in epoch milliseconds. */
    public Receipt at(long otherOccurredAt) {
        return new Receipt(
                receiptId,
                host,
                hostSeq,
                nonce,
                caller,
                callerSig,
                model,
                adapters,
                inputCommit,
                outputCommit,
                retrieved,
                tokensIn,
                tokensOut,
                fee,
                unit,
                deposit,
                priceRule,
                answer,
                answerSalt,
                otherOccurredAt);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static Receipt of(JsonObject json) {
        json.require(
                TYPE,
                "receiptId",
                "host",
                "hostSeq",
                "nonce",
                "caller",
                "callerSig",
                "model",
                "adapters",
                "inputCommit",
                "outputCommit",
                "retrieved",
                "tokensIn",
                "tokensOut",
                "fee",
                "unit",
                "deposit",
                "priceRule",
                "answer",
                "answerSalt",
                "occurredAt");
        return new Receipt(
                json.text("receiptId"),
                json.text("host"),
                json.integer("hostSeq"),
                json.text("nonce"),
                json.text("caller"),
                json.text("callerSig"),
                json.text("model"),
                json.texts("adapters"),
                json.hash("inputCommit"),
                json.hash("outputCommit"),
                json.texts("retrieved"),
                json.integer("tokensIn"),
                json.integer("tokensOut"),
                json.integer("fee"),
                json.text("unit"),
                json.text("deposit"),
                json.text("priceRule"),
                json.text("answer"),
                json.text("answerSalt"),
                json.integer("occurredAt"));
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("receiptId", receiptId)
                .put("host", host)
                .put("hostSeq", hostSeq)
                .put("nonce", nonce)
                .put("caller", caller)
                .put("callerSig", callerSig)
                .put("model", model)
                .put("adapters", adapters)
                .put("inputCommit", inputCommit)
                .put("outputCommit", outputCommit)
                .put("retrieved", retrieved)
                .put("tokensIn", tokensIn)
                .put("tokensOut", tokensOut)
                .put("fee", fee)
                .put("unit", unit)
                .put("deposit", deposit)
                .put("priceRule", priceRule)
                .put("answer", answer)
                .put("answerSalt", answerSalt)
                .put("occurredAt", occurredAt)
                .build();
    }
}
