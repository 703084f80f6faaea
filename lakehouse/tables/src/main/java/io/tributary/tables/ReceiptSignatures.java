// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.money.Admission;
import io.tributary.protocol.money.SealRule;
import io.tributary.protocol.record.Countersignature;
import io.tributary.protocol.record.HostProof;
import io.tributary.protocol.record.Receipt;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks again of an accepted receipt what the ingestion asked: whether it is too long, whether its id is one of its host's own, and whether its host signed it, and its
 * caller, where that one has a key. So no host can take the place of another's receipt, and whoever can write {@code bronze.inferences} can't make up a receipt. Keys are those that were registered at the seal.
 */
public final class ReceiptSignatures {
    private static final int BYTES_MAX = 1 << 16;

    private final String network;
    private final Map<String, List<RegisteredKey>> keysOfRole = new HashMap<>();
    private final Map<String, Boolean> verified = new HashMap<>();

    /**
     * Checks by these keys.
     *
     * @param network what must have been signed for
     */
    public ReceiptSignatures(String network, List<RegisteredKey> keys) {
        this.network = Objects.requireNonNull(network, "network");
        for (RegisteredKey key : keys) {
            keysOfRole
                    .computeIfAbsent(name(key.owner(), key.role()), owner -> new ArrayList<>())
                    .add(key);
        }
    }

    /**
     * Why a receipt does not count; empty if it does.
     *
     * @param hostProof its {@code host-proof/v1}; empty for none
     * @param appendedMillis when it arrived, epoch milliseconds: keys must have been valid then
     */
    public Optional<Admission.Refusal> refusal(Receipt receipt, String hostProof, long appendedMillis) {
        if (receipt.bytes().length > Receipt.BYTES_MAX) {
            return Optional.of(new Admission.Refusal(
                    SealRule.TOO_LARGE, "the receipt has more than " + Receipt.BYTES_MAX + " bytes"));
        }
        if (receipt.namesForeignHost()) {
            return Optional.of(new Admission.Refusal(
                    SealRule.ID_FOREIGN, "the id names another host than " + receipt.host() + ", who may not give it"));
        }
        Optional<VerifyingKey> host = hostKey(receipt, hostProof, appendedMillis);
        if (host.isEmpty()) {
            return Optional.of(new Admission.Refusal(
                    SealRule.HOST_SIGNATURE, "no registered key of host " + receipt.host() + " signed the receipt"));
        }
        return countersigned(receipt, host.get(), appendedMillis)
                ? Optional.empty()
                : Optional.of(new Admission.Refusal(
                        SealRule.COUNTERSIGNATURE,
                        "caller " + receipt.caller() + " has a key, or is said to have signed, and did not sign"));
    }

    /** The key by which a host signed the receipt's batch. */
    private Optional<VerifyingKey> hostKey(Receipt receipt, String hostProof, long atMillis) {
        try {
            HostProof proof = HostProof.of(CanonicalJson.parse(hostProof.getBytes(StandardCharsets.UTF_8), BYTES_MAX));
            SignedEnvelope signed = proof.signed();
            if (!signed.network().equals(network) || !signed.signer().equals(receipt.host()) || !proof.holds(receipt)) {
                return Optional.empty();
            }
            return keys(receipt.host(), KeyRole.HOST, atMillis).stream()
                    .filter(key -> key.keyId().equals(signed.keyId()) && verifies(signed, key))
                    .findFirst();
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    /** A signature covers a batch, so it is verified once for all of its receipts. */
    private boolean verifies(SignedEnvelope signed, VerifyingKey key) {
        return verified.computeIfAbsent(key.hex() + signed.toJson(), both -> signed.verifiedBy(key));
    }

    private boolean countersigned(Receipt receipt, VerifyingKey host, long atMillis) {
        List<VerifyingKey> callers = keys(receipt.caller(), KeyRole.CALLER, atMillis);
        if (receipt.callerSig().isEmpty()) {
            return callers.isEmpty();
        }
        return !callers.contains(host)
                && !Countersignature.verifies(receipt, network, host)
                && callers.stream().anyMatch(key -> Countersignature.verifies(receipt, network, key));
    }

    private List<VerifyingKey> keys(String owner, KeyRole role, long atMillis) {
        List<VerifyingKey> valid = new ArrayList<>();
        for (RegisteredKey key : keysOfRole.getOrDefault(name(owner, role.id()), List.of())) {
            if (key.isValidAt(atMillis)) {
                decode(key).ifPresent(valid::add);
            }
        }
        return valid;
    }

    /** A signature under a weak key proves nothing, and ingestion took none. */
    private static Optional<VerifyingKey> decode(RegisteredKey key) {
        try {
            return Optional.of(VerifyingKey.ofHex(key.publicKey()));
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    private static String name(String owner, String role) {
        return owner + "\n" + role;
    }
}
