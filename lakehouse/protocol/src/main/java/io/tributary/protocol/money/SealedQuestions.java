// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.money;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.record.ReceiptInput;
import io.tributary.protocol.record.Share;
import io.tributary.protocol.seal.SealingKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Opens the questions that hosts seal (spec/pay.md). Nobody signs a sealed question, only the hash of what is in it; so whether it opens, and
 * to what the receipt commits to, is asked of each receipt at the epoch's seal, and again by whoever recomputes the epoch. Bytes that do not
 * open are the same for everybody. That a key is missing is not: it may come later. The seal decides it, once.
 */
public final class SealedQuestions {
    private final Function<String, Optional<SealingKey>> keys;
    private final Optional<Set<String>> withoutKey;
    private final Map<String, Optional<SealingKey>> known = new HashMap<>();
    private final SortedSet<String> putOff = new TreeSet<>(Share.BYTEWISE);

    /** What became of a sealed question. */
    public sealed interface Opening permits Question, Unopened {}

    /** It opened to what the receipt commits to. */
    public record Question(String text) implements Opening {}

    /** It did not. */
    public record Unopened(Admission.Refusal refusal) implements Opening {}

    private SealedQuestions(Function<String, Optional<SealingKey>> keys, Optional<Set<String>> withoutKey) {
        this.keys = keys;
        this.withoutKey = withoutKey;
    }

    /** At the seal of an epoch: a receipt whose key is missing is set aside. */
    public static SealedQuestions atSeal(Function<String, Optional<SealingKey>> keys) {
        return new SealedQuestions(keys, Optional.empty());
    }

    /**
     * After the seal: a key is taken to have been missing if and only if the seal says so.
     *
     * @param withoutKey ids of the receipts that the seal set aside by {@link SealRule#QUESTION_KEY_MISSING}
     */
    public static SealedQuestions afterSeal(Function<String, Optional<SealingKey>> keys, Set<String> withoutKey) {
        return new SealedQuestions(keys, Optional.of(Set.copyOf(withoutKey)));
    }

    /**
     * Opens the question of a receipt.
     *
     * @param keyRef names the key that it is sealed with
     * @throws UnavailableException if the key is missing here and was not at the seal
     */
    public Opening open(Receipt receipt, String keyRef, byte[] sealed) {
        Optional<SealingKey> key = known.computeIfAbsent(keyRef, keys);
        if (withoutKey.isPresent() && withoutKey.get().contains(receipt.receiptId())) {
            if (key.isPresent() && open(receipt, keyRef, key.get(), sealed) instanceof Question) {
                putOff.add(receipt.receiptId());
            }
            return keyMissing(keyRef);
        }
        if (key.isPresent()) {
            return open(receipt, keyRef, key.get(), sealed);
        }
        if (withoutKey.isPresent()) {
            throw new UnavailableException("the question of receipt " + receipt.receiptId()
                    + " cannot be opened here: the sealing key " + keyRef + " is missing, and was there at the seal");
        }
        return keyMissing(keyRef);
    }

    /**
     * Ids of the receipts asked about so far that the seal set aside for their key, though the key is here and opens them: it came after the
     * seal, or whoever sealed put them off.
     */
    public SortedSet<String> putOff() {
        return Collections.unmodifiableSortedSet(putOff);
    }

    /** Why the question of a receipt does not open; empty if it does. */
    public Optional<Admission.Refusal> refusal(Receipt receipt, String keyRef, byte[] sealed) {
        return open(receipt, keyRef, sealed) instanceof Unopened unopened
                ? Optional.of(unopened.refusal())
                : Optional.empty();
    }

    private static Opening keyMissing(String keyRef) {
        return unopened(
                SealRule.QUESTION_KEY_MISSING, "the question is sealed with key " + keyRef + ", which is missing");
    }

    private static Opening open(Receipt receipt, String keyRef, SealingKey key, byte[] sealed) {
        try {
            ReceiptInput input =
                    ReceiptInput.of(CanonicalJson.parse(key.open(receipt.receiptId(), sealed), ReceiptInput.BYTES_MAX));
            Hash hash = input.leafHash();
            return hash.equals(receipt.inputCommit())
                    ? new Question(input.text())
                    : unopened(
                            SealRule.QUESTION_UNREADABLE,
                            "the sealed question has hash " + hash + ", the receipt commits to "
                                    + receipt.inputCommit());
        } catch (InvalidInputException e) {
            // Without what was found: a refusal is kept readable, a question never is.
            return unopened(SealRule.QUESTION_UNREADABLE, "key " + keyRef + " opens no question in what is sealed");
        }
    }

    private static Opening unopened(SealRule rule, String reason) {
        return new Unopened(new Admission.Refusal(rule, reason));
    }
}
