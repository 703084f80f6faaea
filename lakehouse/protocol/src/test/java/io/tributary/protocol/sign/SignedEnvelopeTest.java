// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.MalformedException;
import io.tributary.protocol.error.Rule;
import io.tributary.protocol.seal.SealingKey;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedEnvelopeTest {
    private static final SigningKey KEY = SigningKey.ofSeed(new byte[32]);

    private static JsonObject body(String network) {
        return JsonObject.typed("tributary/x/v1")
                .put("network", network)
                .put("signer", "ada")
                .put("keyId", KEY.verifyingKey().keyId())
                .put("sequence", 4)
                .build();
    }

    /** RFC 8032 section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    })
    void publishedVectorsAreReproduced(String seed, String publicKey, String message, String signature) {
        SigningKey key = SigningKey.ofSeed(HexFormat.of().parseHex(seed));
        byte[] text = HexFormat.of().parseHex(message);
        assertThat(key.verifyingKey().hex()).isEqualTo(publicKey);
        assertThat(HexFormat.of().formatHex(key.sign(text))).isEqualTo(signature);
        assertThat(VerifyingKey.ofHex(publicKey).verify(text, key.sign(text))).isTrue();
    }

    @Test
    void aSignatureHoldsForItsBodyAndKeyAlone() {
        SignedEnvelope signed = SignedEnvelope.sign(body("net"), KEY);
        SigningKey other = SigningKey.ofSeed(HexFormat.of().parseHex("01".repeat(32)));
        assertThat(signed.verifiedBy(KEY.verifyingKey())).isTrue();
        assertThat(signed.verifiedBy(other.verifyingKey())).isFalse();
        assertThat(new SignedEnvelope(body("elsewhere"), signed.signatureHex()).verifiedBy(KEY.verifyingKey()))
                .isFalse();
        assertThat(SignedEnvelope.of(signed.toJson())).isEqualTo(signed);
    }

    @Test
    void everyFlippedBitOfASignatureIsRefusedWithoutAnException() {
        byte[] message = body("net").bytes();
        byte[] signature = KEY.sign(message);
        for (int bit = 0; bit < 8 * signature.length; bit++) {
            byte[] flipped = signature.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(KEY.verifyingKey().verify(message, flipped))
                    .as("bit %d", bit)
                    .isFalse();
        }
        assertThat(KEY.verifyingKey().verify(message, new byte[63])).isFalse();
    }

    @Test
    void anUnsignedEnvelopeIsToldApartFromABadlySignedOne() {
        JsonObject unsigned = new SignedEnvelope(body("net"), "").toJson();
        assertThatThrownBy(() -> SignedEnvelope.of(unsigned))
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.rule()).isEqualTo(Rule.SIGNATURE_MISSING));
        JsonObject shortened = new SignedEnvelope(body("net"), "00").toJson();
        assertThatThrownBy(() -> SignedEnvelope.of(shortened))
                .isInstanceOfSatisfying(
                        MalformedException.class, e -> assertThat(e.rule()).isEqualTo(Rule.SIGNATURE_INVALID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
            })
    void keysOfSmallOrderOrNotInCanonicalFormAreRefused(String key) {
        assertThatThrownBy(() -> VerifyingKey.ofHex(key)).hasMessageContaining("not canonical or of small order");
    }

    @Test
    void aSealedPayloadOpensForItsRecordAndKeyAlone() {
        SealingKey key = SealingKey.of(new byte[32]);
        byte[] text = "four score and seven years ago".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = key.seal("r-1", text);
        assertThat(key.open("r-1", sealed)).isEqualTo(text);
        assertThat(key.seal("r-1", text)).isEqualTo(sealed);
        assertThat(key.seal("r-2", text)).isNotEqualTo(sealed);
        assertThatThrownBy(() -> key.open("r-2", sealed)).hasMessageContaining("does not open");
        SealingKey other = SealingKey.of(HexFormat.of().parseHex("02".repeat(32)));
        assertThatThrownBy(() -> other.open("r-1", sealed)).hasMessageContaining("does not open");
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> key.open("r-1", changed)).as("byte %d", i).hasMessageContaining("does not open");
        }
        assertThatThrownBy(() -> key.open("r-1", new byte[27])).hasMessageContaining("only 27 bytes");
    }
}
