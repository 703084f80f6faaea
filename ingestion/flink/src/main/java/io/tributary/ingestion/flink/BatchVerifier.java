// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.ContributionRules;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.Inferences;
import io.tributary.protocol.record.ReceiptsHeader;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.tables.KeyDirectory;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that can be told from one value and the registry: size, canonical form, shape, network, signer, signature, Datanet, root. A
 * pure function of the value and what the directory answers.
 */
final class BatchVerifier {
    private static final String CONTRIBUTOR = "contributor";
    private static final String HOST = "host";

    private final Limits limits;
    private final KeyDirectory directory;
    private final ReceiptCheck receiptCheck;

    BatchVerifier(Limits limits, KeyDirectory directory) {
        this.limits = Objects.requireNonNull(limits, "limits");
        this.directory = Objects.requireNonNull(directory, "directory");
        this.receiptCheck = new ReceiptCheck(limits, directory);
    }

    /**
     * What is accepted.
     *
     * @param network what everything must be signed for
     * @param bytesMax bytes of a value
     * @param itemsMax items in a batch
     * @param aheadMax how far a receipt's time may lie after its arrival
     * @param ageMax how far a receipt's time may lie before its arrival
     */
    record Limits(String network, int bytesMax, int itemsMax, Duration aheadMax, Duration ageMax) {
        Limits {
            Objects.requireNonNull(network, "network");
            Objects.requireNonNull(aheadMax, "aheadMax");
            Objects.requireNonNull(ageMax, "ageMax");
        }

        static Limits of(Configuration configuration) {
            return new Limits(
                    configuration.text(Key.NETWORK_ID),
                    configuration.integer(Key.INGEST_RECORD_BYTES_MAX),
                    configuration.integer(Key.INGEST_ITEMS_MAX),
                    configuration.duration(Key.INGEST_RECEIPT_AHEAD_MAX),
                    configuration.duration(Key.INGEST_RECEIPT_AGE_MAX));
        }
    }

    /** Judges a value; never throws for what is in it. */
    Verdict verify(KafkaValue value) {
        Claim claim = new Claim();
        try {
            JsonObject json = CanonicalJson.parse(value.value(), limits.bytesMax());
            boolean receipts = value.topic().equals(Topics.INFERENCES);
            return new Verdict.Accepted(receipts ? receipts(value, json, claim) : contributions(value, json, claim));
        } catch (MalformedException e) {
            return new Verdict.Refused(Refusals.of(value, e.rule(), claim.items, claim.signer));
        } catch (InvalidInputException e) {
            // What the format's rules let pass and a later check does not, such as an impossible date.
            return new Verdict.Refused(Refusals.of(value, Rule.JSON_SHAPE, claim.items, claim.signer));
        }
    }

    private VerifiedBatch contributions(KafkaValue value, JsonObject json, Claim claim) {
        Contributions batch = Contributions.of(json, limits.itemsMax());
        BatchHeader header = batch.header();
        claim.items = batch.items().size();
        requireSigned(batch.signed(), CONTRIBUTOR, value.appendedMillis(), claim);
        batch.requireConsistent();
        if (!directory.knowsDatanet(header.datanet(), value.appendedMillis())) {
            throw new MalformedException(Rule.DATANET_UNKNOWN, "no Datanet " + header.datanet());
        }
        batch.items().forEach(item -> ContributionRules.require(item, value.appendedMillis()));
        return new VerifiedBatch(
                value.topic(),
                value.partition(),
                value.offset(),
                value.appendedMillis(),
                header.signer(),
                header.keyId(),
                header.sequence(),
                header.datanet(),
                header.itemCount(),
                header.root().hex(),
                0,
                value.value());
    }

    private VerifiedBatch receipts(KafkaValue value, JsonObject json, Claim claim) {
        Inferences batch = Inferences.of(json, limits.itemsMax());
        ReceiptsHeader header = batch.header();
        claim.items = batch.items().size();
        VerifyingKey key = requireSigned(batch.signed(), HOST, value.appendedMillis(), claim);
        batch.requireConsistent();
        receiptCheck.require(batch, key, value.appendedMillis());
        return new VerifiedBatch(
                value.topic(),
                value.partition(),
                value.offset(),
                value.appendedMillis(),
                header.signer(),
                header.keyId(),
                header.sequence(),
                "",
                header.itemCount(),
                header.root().hex(),
                header.upTo(),
                value.value());
    }

    private VerifyingKey requireSigned(SignedEnvelope signed, String role, long atMillis, Claim claim) {
        boolean known = directory.knowsSigner(signed.signer(), role, atMillis);
        if (known) {
            // Any other name is free text, which a rejection must not repeat.
            claim.signer = signed.signer();
        }
        if (!signed.network().equals(limits.network())) {
            throw new MalformedException(Rule.NETWORK_MISMATCH, "signed for network " + signed.network());
        }
        if (!known) {
            throw new MalformedException(Rule.CONTRIBUTOR_UNKNOWN, "no " + role + " " + signed.signer());
        }
        Optional<VerifyingKey> key = directory.key(signed.signer(), signed.keyId(), role, atMillis);
        if (key.isEmpty()) {
            throw new MalformedException(
                    Rule.SIGNATURE_KEY_UNKNOWN, signed.signer() + " has no " + role + " key " + signed.keyId());
        }
        if (!signed.verifiedBy(key.get())) {
            throw new MalformedException(Rule.SIGNATURE_INVALID, "not signed by key " + signed.keyId());
        }
        return key.get();
    }

    /** How far a value could be read before it was refused. */
    private static final class Claim {
        private String signer = "";
        private long items = 1;
    }
}
