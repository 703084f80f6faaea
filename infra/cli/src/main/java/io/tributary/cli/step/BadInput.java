// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.ingestion.BatchSigner;
import io.tributary.ingestion.ContributionDraft;
import io.tributary.ingestion.PayloadSeal;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.record.ContributionItem;
import io.tributary.protocol.record.Contributions;
import io.tributary.protocol.sign.SignedEnvelope;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.tables.KeyRole;
import io.tributary.tables.KeyStore;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Bad input in the name of a contributor who has sent at least one batch: one value for each rule it must break. */
final class BadInput {
    private static final int ID_BYTES = 16;
    private static final long ORIGIN_AT = 1_767_225_600_000L;

    private final String network;
    private final String slug;
    private final String contributor;
    private final KeyStore keys;
    private final int recordBytesMax;
    private final long freeSequence;

    /**
     * Bad input for a Datanet.
     *
     * @param recordBytesMax what the ingestion accepts at most
     * @param freeSequence a sequence that the contributor has not used
     */
    BadInput(String network, String slug, String contributor, KeyStore keys, int recordBytesMax, long freeSequence) {
        this.network = network;
        this.slug = slug;
        this.contributor = contributor;
        this.keys = keys;
        this.recordBytesMax = recordBytesMax;
        this.freeSequence = freeSequence;
    }

    /**
     * One bad value.
     *
     * @param what what is wrong with it
     * @param rule by which it must be refused
     * @param value the bytes
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Planted(String what, Rule rule, byte[] value) {
        Planted {
            Objects.requireNonNull(value, "value");
        }
    }

    /** All of them, in an order that does not matter. */
    List<Planted> all() {
        String good = text(signed(key(), slug, freeSequence));
        byte[] large = new byte[2 * recordBytesMax];
        Arrays.fill(large, (byte) 'x');
        return List.of(
                planted("not JSON", Rule.JSON_SYNTAX, "this is no JSON"),
                planted(
                        "a duplicate key",
                        Rule.JSON_DUPLICATE_KEY,
                        good.replaceFirst("\\{", "{\"datanet\":\"" + slug + "\",")),
                planted("the number 1e3", Rule.JSON_NUMBER, good.replace("\"itemCount\":\"1\"", "\"itemCount\":1e3")),
                new Planted("twice the size allowed", Rule.RECORD_TOO_LARGE, large),
                planted(
                        "unsigned",
                        Rule.SIGNATURE_MISSING,
                        good.replaceFirst("\"signature\":\"[0-9a-f]*\"", "\"signature\":\"\"")),
                planted("signed by somebody else's key", Rule.SIGNATURE_INVALID, text(forged())),
                planted(
                        "right signature, another Datanet",
                        Rule.DATANET_MISMATCH,
                        text(signed(key(), slug + "_other", freeSequence))
                                .replaceFirst("\\{\"datanet\":\"[a-z0-9_]*\"", "{\"datanet\":\"" + slug + "\"")),
                planted("a sequence used before", Rule.SEQUENCE_REPLAYED, text(signed(key(), slug, 0))));
    }

    private static Planted planted(String what, Rule rule, String text) {
        return new Planted(what, rule, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The contributor's own batch, signed by a key that is nobody's in the name of his. */
    private Contributions forged() {
        Contributions own = signed(key(), slug, freeSequence);
        SigningKey stranger = SigningKey.ofSeed(keys.source().bytes("strangers-key", SigningKey.SEED_BYTES));
        return new Contributions(slug, SignedEnvelope.sign(own.signed().body(), stranger), own.items());
    }

    private Contributions signed(SigningKey key, String datanet, long sequence) {
        BatchSigner signer = new BatchSigner(network, contributor, key);
        String keyRef = KeyStore.keyRef(contributor, datanet);
        PayloadSeal seal = new PayloadSeal(
                keyRef,
                keys.findSealingKey(keyRef).orElseGet(() -> keys.createSealingKey(KeyStore.keyRef(contributor, slug))));
        ContributionDraft draft = new ContributionDraft(
                "r-" + hex("planted-id/" + datanet + "/" + sequence),
                "document",
                "",
                "planted",
                "planted",
                "This text must never be published.",
                "CC0-1.0",
                List.of("training"),
                "",
                hex("planted-salt/" + datanet + "/" + sequence),
                ORIGIN_AT);
        ContributionItem item = signer.item(draft, datanet, sequence, 0, seal);
        return signer.sign(datanet, sequence, List.of(item));
    }

    private String hex(String label) {
        return HexFormat.of().formatHex(keys.source().bytes(label, ID_BYTES));
    }

    private SigningKey key() {
        return keys.signingKey(KeyRole.CONTRIBUTOR, contributor);
    }

    private static String text(Contributions contributions) {
        return contributions.toJson().toString();
    }
}
