// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.record;

import io.tributary.protocol.canonical.CanonicalJson;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.merkle.Hash;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code tributary/evidence/v1}: what a challenge points at. It shows leaves with payees and amounts, so it never lies on the ledger, which
 * holds its salted hash. {@link io.tributary.protocol.verify.EvidenceCheck} says whether it holds.
 *
 * @param epoch the challenged epoch
 * @param recordHash hash of that epoch's record
 * @param kind what is wrong
 * @param salt 16 to 64 bytes of hex that only those know who hold the evidence
 * @param leaves the leaves that show it, in the order that the kind asks for
 * @param key what {@code missing} misses, as {@link LeafKey#named}; else empty
 * @param models the pre-images of the record's model hashes for {@code subject}; else empty
 */
public record Evidence(
        String network,
        long epoch,
        Hash recordHash,
        EvidenceKind kind,
        String salt,
        List<EvidenceLeaf> leaves,
        List<String> key,
        List<ModelEntry> models)
        implements CanonicalRecord {
    /** The type of the canonical form. */
    public static final String TYPE = "tributary/evidence/v1";

    /** Largest evidence in bytes. */
    public static final int BYTES_MAX = 256 * 1024;

    private static final int SALT_BYTES = 16;
    private static final String HMAC = "HmacSHA256";

    /** Checks the form of every field. */
    public Evidence {
        Objects.requireNonNull(recordHash, "recordHash");
        Objects.requireNonNull(kind, "kind");
        leaves = List.copyOf(leaves);
        key = List.copyOf(key);
        models = List.copyOf(models);
        Form.id("network", network);
        Form.positive("epoch", epoch);
        Form.salt("salt", salt);
        Form.require(
                key.isEmpty() == (kind != EvidenceKind.MISSING), "key", key.toString(), "a key for missing, else none");
        if (!key.isEmpty()) {
            LeafKey.ofNamed(key);
        }
        Form.require(
                models.isEmpty() || kind == EvidenceKind.SUBJECT,
                "models",
                models.size() + " models",
                "none but for subject");
    }

    /**
     * Evidence whose salt follows from the challenger's signing seed and everything else in it, so that nothing is drawn and the same evidence
     * made twice is the same.
     *
     * @param seed the signing seed of the challenger
     */
    public static Evidence salted(
            EpochRecord record,
            EvidenceKind kind,
            List<EvidenceLeaf> leaves,
            List<String> key,
            List<ModelEntry> models,
            byte[] seed) {
        JsonObject unsalted = fields(record.network(), record.epoch(), record.leafHash(), kind, leaves, key, models)
                .build();
        return new Evidence(
                record.network(),
                record.epoch(),
                record.leafHash(),
                kind,
                HexFormat.of().formatHex(Arrays.copyOf(hmac(seed, unsalted.bytes()), SALT_BYTES)),
                leaves,
                key,
                models);
    }

    /** That an included leaf is none that this epoch can have. */
    public static Evidence form(EpochRecord record, EvidenceLeaf leaf, byte[] seed) {
        return salted(record, EvidenceKind.FORM, List.of(leaf), List.of(), List.of(), seed);
    }

    /** That two leaves, {@code first} at the lower index, do not ascend. */
    public static Evidence order(EpochRecord record, EvidenceLeaf first, EvidenceLeaf second, byte[] seed) {
        return salted(record, EvidenceKind.ORDER, List.of(first, second), List.of(), List.of(), seed);
    }

    /** That a share or payout is for a subject of none of the epoch's models. */
    public static Evidence subject(EpochRecord record, EvidenceLeaf leaf, List<ModelEntry> models, byte[] seed) {
        return salted(record, EvidenceKind.SUBJECT, List.of(leaf), List.of(), models, seed);
    }

    /** That a share's inference has no receipt: the share, and the one or two receipts beside the gap. */
    public static Evidence receipt(EpochRecord record, EvidenceLeaf share, List<EvidenceLeaf> neighbours, byte[] seed) {
        List<EvidenceLeaf> leaves = new ArrayList<>(List.of(share));
        leaves.addAll(neighbours);
        return salted(record, EvidenceKind.RECEIPT, leaves, List.of(), List.of(), seed);
    }

    /** That payouts, by index ascending, sum to more than was paid. */
    public static Evidence sum(EpochRecord record, List<EvidenceLeaf> payouts, byte[] seed) {
        return salted(record, EvidenceKind.SUM, payouts, List.of(), List.of(), seed);
    }

    /** That recomputation does not give an included leaf. */
    public static Evidence wrong(EpochRecord record, EvidenceLeaf leaf, byte[] seed) {
        return salted(record, EvidenceKind.WRONG, List.of(leaf), List.of(), List.of(), seed);
    }

    /** That recomputation gives another record: what is wrong is none of the leaves, but what the record says beside their roots. */
    public static Evidence wrongRecord(EpochRecord record, byte[] seed) {
        EvidenceLeaf leaf =
                new EvidenceLeaf(EpochTree.RECORD, 0, List.of(), HexFormat.of().formatHex(record.bytes()));
        return wrong(record, leaf, seed);
    }

    /** That recomputation gives a leaf whose key is not there: the leaves beside the gap, none in an empty tree. */
    public static Evidence missing(EpochRecord record, LeafKey key, List<EvidenceLeaf> neighbours, byte[] seed) {
        return salted(record, EvidenceKind.MISSING, neighbours, key.named(), List.of(), seed);
    }

    /** Parses the canonical bytes, of which there may be {@link #BYTES_MAX}. */
    public static Evidence parse(byte[] bytes) {
        return of(CanonicalJson.parse(bytes, BYTES_MAX));
    }

    /** Reads the canonical form; {@link MalformedException} if it is another or too large. */
    public static Evidence of(JsonObject json) {
        int bytes = json.bytes().length;
        if (bytes > BYTES_MAX) {
            throw new MalformedException(Rule.RECORD_TOO_LARGE, bytes + " bytes, want at most " + BYTES_MAX);
        }
        json.require(TYPE, "network", "epoch", "recordHash", "kind", "salt", "leaves", "key", "models");
        return new Evidence(
                json.text("network"),
                json.integer("epoch"),
                json.hash("recordHash"),
                EvidenceKind.of(json.text("kind")),
                json.text("salt"),
                json.objects("leaves").stream().map(EvidenceLeaf::of).toList(),
                json.texts("key"),
                json.objects("models").stream().map(ModelEntry::of).toList());
    }

    /** For {@code wrong} and {@code missing}: the key of the leaf in question. */
    public LeafKey disputedKey() {
        if (kind == EvidenceKind.MISSING) {
            return LeafKey.ofNamed(key);
        }
        Form.require(leaves.size() == 1, "leaves", leaves.size() + " leaves", "1");
        EvidenceLeaf leaf = leaves.get(0);
        return LeafKey.of(leaf.tree(), CanonicalJson.parse(leaf.bytes(), BYTES_MAX));
    }

    @Override
    public JsonObject toJson() {
        return fields(network, epoch, recordHash, kind, leaves, key, models)
                .put("salt", salt)
                .build();
    }

    private static JsonObject.Builder fields(
            String network,
            long epoch,
            Hash recordHash,
            EvidenceKind kind,
            List<EvidenceLeaf> leaves,
            List<String> key,
            List<ModelEntry> models) {
        return JsonObject.typed(TYPE)
                .put("network", network)
                .put("epoch", epoch)
                .put("recordHash", recordHash)
                .put("kind", kind.id())
                .put("leaves", leaves.stream().map(EvidenceLeaf::toJson).toList())
                .put("key", key)
                .put("models", models.stream().map(ModelEntry::toJson).toList());
    }

    private static byte[] hmac(byte[] seed, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(seed, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }
}
