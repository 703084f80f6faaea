// SPDX-License-Identifier: Apache-2.0
package io.tributary.ingestion.flink;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.BatchHeader;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.ContributionRules;
import io.tributary.protocol.record.ContributionScan;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.record.HostProof;
import io.tributary.protocol.record.Inference;
import io.tributary.protocol.record.Inferences;
import io.tributary.protocol.record.ReceiptsHeader;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.VerifyingKey;
import io.tributary.tables.KeyDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
            Optional<VerifiedBatch> scanned = scanned(value, claim);
            if (scanned.isPresent()) {
                return new Verdict.Accepted(scanned.get());
            }
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

    /** The quick way, for contributions of the usual form; what it can't read goes the long way, which knows every rule. */
    private Optional<VerifiedBatch> scanned(KafkaValue value, Claim claim) {
        if (value.topic().equals(Topics.INFERENCES) || value.value().length > limits.bytesMax()) {
            return Optional.empty();
        }
        return ContributionScan.of(value.value(), limits.itemsMax(), value.appendedMillis())
                .map(scan -> {
                    claim.items = scan.items().size();
                    requireSigned(scan.signed(), CONTRIBUTOR, value.appendedMillis(), claim);
                    requireDatanet(scan.header().datanet(), value.appendedMillis());
                    List<ItemPlace> places = new ArrayList<>(scan.items().size());
                    for (ContributionScan.Slice item : scan.items()) {
                        places.add(ItemPlace.ofContribution(item.from(), item.to(), item.recordId(), item.leafHash()));
                    }
                    return batch(value, scan.header(), places);
                });
    }

    private VerifiedBatch contributions(KafkaValue value, JsonObject json, Claim claim) {
        Contributions batch = Contributions.of(json, limits.itemsMax());
        BatchHeader header = batch.header();
        claim.items = batch.items().size();
        requireSigned(batch.signed(), CONTRIBUTOR, value.appendedMillis(), claim);
        batch.requireConsistent();
        requireDatanet(header.datanet(), value.appendedMillis());
        batch.items().forEach(item -> ContributionRules.require(item, value.appendedMillis()));
        List<ItemPlace> places = new ArrayList<>(batch.items().size());
        int at = placeOfItems("{\"datanet\":\"" + header.datanet() + "\",");
        for (ContributionItem item : batch.items()) {
            byte[] canonical = item.bytes();
            places.add(ItemPlace.ofContribution(at, at + canonical.length, item.recordId(), Hash.leaf(canonical)));
            at += canonical.length + 1;
        }
        return batch(value, header, places);
    }

    /** Where the first item stands in a canonical value that begins like this. */
    private static int placeOfItems(String before) {
        return (before + "\"items\":[").length();
    }

    private static VerifiedBatch batch(KafkaValue value, BatchHeader header, List<ItemPlace> places) {
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
                "",
                value.value(),
                places);
    }

    private void requireDatanet(String slug, long atMillis) {
        if (!directory.knowsDatanet(slug, atMillis)) {
            throw new MalformedException(Rule.DATANET_UNKNOWN, "no Datanet " + slug);
        }
    }

    private VerifiedBatch receipts(KafkaValue value, JsonObject json, Claim claim) {
        Inferences batch = Inferences.of(json, limits.itemsMax());
        ReceiptsHeader header = batch.header();
        claim.items = batch.items().size();
        VerifyingKey key = requireSigned(batch.signed(), HOST, value.appendedMillis(), claim);
        batch.requireConsistent();
        receiptCheck.require(batch, key, value.appendedMillis());
        List<ItemPlace> places = new ArrayList<>(batch.items().size());
        int at = placeOfItems("{");
        List<HostProof> proofs = HostProof.all(batch);
        for (Inference item : batch.items()) {
            byte[] canonical = item.bytes();
            List<Hash> path = proofs.get(places.size()).path();
            places.add(new ItemPlace(
                    at,
                    at + canonical.length,
                    item.receipt().receiptId(),
                    Long.toString(item.receipt().hostSeq()),
                    Hash.leaf(canonical),
                    places.size(),
                    path));
            at += canonical.length + 1;
        }
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
                batch.signed().toJson().toString(),
                value.value(),
                places);
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
