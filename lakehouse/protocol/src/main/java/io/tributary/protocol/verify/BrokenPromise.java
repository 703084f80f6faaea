// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.verify;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.merkle.MerkleTree;
import io.tributary.protocol.merkle.Verdict;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.BatchesEntry;
import io.tributary.protocol.record.CanonicalRecord;
import io.tributary.protocol.record.GatewayKey;
import io.tributary.protocol.record.InclusionPromise;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code tributary/broken-promise/v1}: a gateway's promise, the batch that it is about, and the whole ledger log after the promised time, in which
 * the batch is not. Who verifies compares the log's size and root with a checkpoint of his own.
 *
 * @param authority the organisation's signed {@link GatewayKey}
 * @param promise the gateway's signed {@link InclusionPromise}
 * @param header the contributor's signed {@link BatchHeader}
 * @param log every entry of the log, in its order
 */
public record BrokenPromise(
        SignedEnvelope authority, SignedEnvelope promise, SignedEnvelope header, List<JsonObject> log)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/broken-promise/v1";

    /** Most bytes of one. */
    public static final int BYTES_MAX = 16 * 1024 * 1024;

    /** Copies the log. */
    public BrokenPromise {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(promise, "promise");
        Objects.requireNonNull(header, "header");
        log = List.copyOf(log);
    }

    /** Reads the canonical form; {@link io.tributary.protocol.error.MalformedException} if it is another. */
    public static BrokenPromise of(JsonObject json) {
        json.require(TYPE, "authority", "promise", "header", "log");
        return new BrokenPromise(
                SignedEnvelope.of(json.object("authority")),
                SignedEnvelope.of(json.object("promise")),
                SignedEnvelope.of(json.object("header")),
                json.objects("log"));
    }

    /**
     * Checks bytes against what the verifying person trusts.
     *
     * @param nowMillis the verifier's time; a promise whose time has not come is not broken
     */
    public static Verdict verify(byte[] bytes, Policy policy, long nowMillis) {
        try {
            return of(CanonicalJson.parse(bytes, BYTES_MAX)).check(policy, nowMillis);
        } catch (InvalidInputException e) {
            return Verdict.rejected("malformed: " + e.getMessage());
        }
    }

    /**
     * Why nobody can be held to a promise: it must be signed by a gateway for whose key an organisation of the policy has signed.
     *
     * @param authority the organisation's signed {@link GatewayKey}
     * @param promise the gateway's signed {@link InclusionPromise}
     * @return empty if the gateway can be held to it
     */
    public static Optional<String> untrusted(SignedEnvelope authority, SignedEnvelope promise, Policy policy) {
        GatewayKey gateway = GatewayKey.of(authority.body());
        Optional<VerifyingKey> organisation = policy.key(gateway.signer());
        if (!gateway.network().equals(policy.network())) {
            return Optional.of("of network " + gateway.network() + ", the policy is for " + policy.network());
        }
        if (organisation.isEmpty() || !authority.verifiedBy(organisation.get())) {
            return Optional.of("no organisation of the policy says that the key is its gateway's");
        }
        InclusionPromise promised = InclusionPromise.of(promise.body());
        boolean isTheGateways = promised.network().equals(policy.network())
                && promised.signer().equals(gateway.gateway())
                && promise.verifiedBy(gateway.publicKey());
        return isTheGateways
                ? Optional.empty()
                : Optional.of("the promise is not signed by gateway " + gateway.gateway());
    }

    private Verdict check(Policy policy, long nowMillis) {
        Optional<String> untrusted = untrusted(authority, promise, policy);
        if (untrusted.isPresent()) {
            return Verdict.rejected(untrusted.get());
        }
        InclusionPromise promised = InclusionPromise.of(promise.body());
        if (!promised.isAbout(BatchHeader.of(header.body()))) {
            return Verdict.rejected("the promise is about another batch");
        }
        if (nowMillis <= promised.includeBy()) {
            return Verdict.rejected("the promised time has not come");
        }
        return log.stream()
                .filter(entry -> entry.type().equals(BatchesEntry.TYPE))
                .map(BatchesEntry::of)
                .filter(entry -> entry.datanet().equals(promised.datanet())
                        && entry.roots().contains(promised.root()))
                .findFirst()
                .map(entry -> Verdict.rejected("the log holds the batch, for version " + entry.version()))
                .orElseGet(Verdict::accepted);
    }

    /** The promise that was broken. */
    public InclusionPromise promised() {
        return InclusionPromise.of(promise.body());
    }

    /** Root of the log, to be compared with a checkpoint. */
    public Hash logRoot() {
        List<byte[]> leaves = new ArrayList<>();
        log.forEach(entry -> leaves.add(entry.bytes()));
        return MerkleTree.ofLeaves(leaves).root();
    }

    @Override
    public JsonObject toJson() {
        return JsonObject.typed(TYPE)
                .put("authority", authority.toJson())
                .put("promise", promise.toJson())
                .put("header", header.toJson())
                .put("log", log)
                .build();
    }
}
