// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.sign.SigningKey;
import io.tributary.protocol.sign.VerifyingKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notes are those of other programs: a published one verifies here, and ours are built by hand to the byte. */
class SignedNoteTest {
    /** The example of Go's sumdb/note package, with its verifier key. */
    private static final String PUBLISHED = "If you think cryptography is the answer to your problem,\n"
            + "then you don't know what your problem is.\n"
            + "\n"
            + "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static final String PUBLISHED_KEY_ID = "c74f20a3";
    private static final VerifyingKey PUBLISHED_KEY = key("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");

    private static VerifyingKey key(String base64) {
        byte[] typed = Base64.getDecoder().decode(base64);
        return VerifyingKey.of(Arrays.copyOfRange(typed, 1, typed.length));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aPublishedNoteVerifiesUnderItsKeyAndNoOther() {
        SignedNote note = SignedNote.parse(utf8(PUBLISHED));
        SignedNote.Line line = note.signatures().get(0);
        assertThat(line.name()).isEqualTo("PeterNeumann");
        assertThat(line.keyId()).isEqualTo(PUBLISHED_KEY_ID);
        assertThat(line.claims("PeterNeumann", PUBLISHED_KEY)).isTrue();
        assertThat(line.claims("PeterNewman", PUBLISHED_KEY)).isFalse();
        assertThat(note.verifies(line, PUBLISHED_KEY)).isTrue();
        assertThat(note.verifies(line, SigningKey.ofSeed(new byte[32]).verifyingKey()))
                .isFalse();
        assertThat(note.bytes()).isEqualTo(utf8(PUBLISHED));
    }

    @Test
    void ourCheckpointIsWhatOneWritesByHand() {
        SigningKey key = SigningKey.ofSeed(new byte[32]);
        Hash root = Hash.sha256(utf8("root"));
        LogHead head = new LogHead("net", 17, root);
        SignedNote note = SignedNote.sign(head.text(), LogHead.keyName("net", "org1"), key);

        String text = "net\n17\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
        byte[] keyHash = Hash.sha256(
                        utf8("net/org1\n"), new byte[] {1}, key.verifyingKey().bytes())
                .bytes();
        byte[] idAndSignature = new byte[4 + 64];
        System.arraycopy(keyHash, 0, idAndSignature, 0, 4);
        System.arraycopy(key.sign(utf8(text)), 0, idAndSignature, 4, 64);
        assertThat(new String(note.bytes(), StandardCharsets.UTF_8))
                .isEqualTo(text + "\n\u2014 net/org1 " + Base64.getEncoder().encodeToString(idAndSignature) + "\n");
        assertThat(LogHead.parse(SignedNote.parse(note.bytes()).text())).isEqualTo(head);
    }

    @Test
    void noChangedByteOfASignedTextStillVerifies() {
        SignedNote note = SignedNote.parse(utf8(PUBLISHED));
        Random random = new Random(7);
        byte[] bytes = utf8(PUBLISHED);
        int text = utf8(note.text()).length;
        for (int round = 0; round < 2_000; round++) {
            byte[] changed = bytes.clone();
            int at = random.nextInt(text);
            changed[at] ^= (byte) (1 << random.nextInt(7));
            boolean verifies;
            try {
                SignedNote read = SignedNote.parse(changed);
                verifies = read.signatures().stream().anyMatch(line -> read.verifies(line, PUBLISHED_KEY));
            } catch (InvalidInputException e) {
                verifies = false;
            }
            assertThat(verifies).as("seed 7, round %d, byte %d", round, at).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n\u2014 name\n",
                "text\n\n- name AAAAAAAA\n",
                "text\n\n\u2014 na+me AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA trailing\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n\u2014 name AAAAAAA\n",
                "text\n\n\u2014 name AAAAAAB=\n",
                "te\u0000xt\n\n\u2014 name AAAAAAAA\n",
                "te\rxt\n\n\u2014 name AAAAAAAA\n",
                "text\n\n\u2014 name AAAAAAAA"
            })
    void whatIsNoNoteIsRefused(String note) {
        assertThatThrownBy(() -> SignedNote.parse(utf8(note))).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "net\n17\n",
                "net\n017\nAAAA\n",
                "net\n-1\nAAAA\n",
                "net\n17\nAAAA\n",
                "\n17\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "net\n99999999999999999999\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "net\n9999999999999999999\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "net\n17\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n"
            })
    void whatIsNoCheckpointIsRefused(String text) {
        assertThatThrownBy(() -> LogHead.parse(text)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void linesBelowTheRootAreAllowedAndMeanNothing() {
        String text = new LogHead("net", 0, Hash.empty()).text() + "more\n";
        assertThat(LogHead.parse(text)).isEqualTo(new LogHead("net", 0, Hash.empty()));
    }

    @Test
    void aProofIsWrittenLineByLine() {
        SignedNote checkpoint = SignedNote.parse(utf8(PUBLISHED));
        Hash sibling = Hash.sha256(utf8("sibling"));
        assertThat(new String(
                        new TlogProof(utf8("more"), 5, List.of(sibling), checkpoint).bytes(), StandardCharsets.UTF_8))
                .isEqualTo("c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 5\n"
                        + Base64.getEncoder().encodeToString(sibling.bytes()) + "\n\n" + PUBLISHED);
    }
}
