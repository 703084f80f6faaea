// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.gateway;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.ContributionRules;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.GatewayQuestion;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.tables.KeyDirectory;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import java.util.Base64;
import java.util.Optional;

/**
 * Judges what comes in by the rules that the ingestion job applies later, so that a promise is given only for what it will take. The signature over
 * the batch is what proves who sends it; questions are signed likewise.
 */
final class BatchDoor {
    private static final String SCHEME = "Tributary-Question ";
    private static final long QUESTION_AGE_MILLIS_MAX = 60_000;
    private static final int QUESTION_BYTES_MAX = 8 * 1024;

    private final GatewaySettings settings;
    private final KeyDirectory directory;
    private final KeyStore keys;

    BatchDoor(GatewaySettings settings, KeyDirectory directory, KeyStore keys) {
        this.settings = settings;
        this.directory = directory;
        this.keys = keys;
    }

    /**
     * The batch of a body.
     *
     * @throws MalformedException with the rule that is broken
     */
    Contributions batch(byte[] body, long nowMillis) {
        Contributions batch = Contributions.of(CanonicalJson.parse(body, settings.bytesMax()), settings.itemsMax());
        requireSigned(batch.signed(), nowMillis);
        batch.requireConsistent();
        synchronized (directory) {
            if (!directory.knowsDatanet(batch.datanet(), nowMillis)) {
                throw new MalformedException(
                        Rule.DATANET_UNKNOWN, "no Datanet " + batch.datanet() + " is registered; check its name");
            }
        }
        requireSealingKey(batch.signed().signer(), batch.datanet());
        batch.items().forEach(item -> ContributionRules.require(item, nowMillis));
        return batch;
    }

    /** A batch that nobody here can open waits and is anchored by no version, so nothing may be promised of it. */
    private void requireSealingKey(String contributor, String datanet) {
        if (keys.findSealingSecret(KeyStore.keyRef(contributor, datanet)).isEmpty()) {
            throw new MalformedException(
                    Rule.SEAL_KEY_MISSING,
                    "nobody here has the sealing key of " + contributor + " for " + datanet
                            + ", so the batch could not be opened; ask the operator for an invitation to that Datanet");
        }
    }

    /**
     * Who asks for a path.
     *
     * @param header value of {@code Authorization}; empty for none
     * @throws MalformedException with the rule that is broken
     */
    String asker(String header, String path, long nowMillis) {
        if (!header.startsWith(SCHEME)) {
            throw new MalformedException(
                    Rule.SIGNATURE_MISSING,
                    "sign the question: Authorization: Tributary-Question base64url(signed question/v1)");
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder()
                    .decode(header.substring(SCHEME.length()).strip());
        } catch (IllegalArgumentException e) {
            throw new MalformedException(Rule.SIGNATURE_INVALID, "the question is not base64url");
        }
        SignedEnvelope signed = SignedEnvelope.of(CanonicalJson.parse(bytes, QUESTION_BYTES_MAX));
        GatewayQuestion question = GatewayQuestion.of(signed.body());
        requireSigned(signed, nowMillis);
        if (!question.path().equals(path)) {
            throw new MalformedException(Rule.SIGNATURE_INVALID, "the question is signed for another path");
        }
        long age = Math.subtractExact(nowMillis, question.sequence());
        if (Math.abs(age) > QUESTION_AGE_MILLIS_MAX) {
            throw new MalformedException(
                    Rule.SIGNATURE_INVALID,
                    "the question is " + age + " ms old, want at most a minute; check the clock");
        }
        return signed.signer();
    }

    private void requireSigned(SignedEnvelope signed, long nowMillis) {
        if (!signed.network().equals(settings.network())) {
            throw new MalformedException(
                    Rule.NETWORK_MISMATCH,
                    "signed for network " + signed.network() + ", this gateway serves " + settings.network());
        }
        Optional<VerifyingKey> key;
        // The directory reads tables again now and then, and is no good for two threads.
        synchronized (directory) {
            if (!directory.knowsSigner(signed.signer(), KeyRole.CONTRIBUTOR.id(), nowMillis)) {
                throw new MalformedException(
                        Rule.CONTRIBUTOR_UNKNOWN,
                        "no contributor " + signed.signer() + " is registered and active; register first");
            }
            key = directory.key(signed.signer(), signed.keyId(), KeyRole.CONTRIBUTOR.id(), nowMillis);
        }
        if (key.isEmpty()) {
            throw new MalformedException(
                    Rule.SIGNATURE_KEY_UNKNOWN,
                    signed.signer() + " has no valid key " + signed.keyId() + "; sign with a registered one");
        }
        if (!signed.verifiedBy(key.get())) {
            throw new MalformedException(Rule.SIGNATURE_INVALID, "not signed by key " + signed.keyId());
        }
    }
}
