// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys are made once, kept to their owner, and follow from a seed where one is given. */
class KeyStoreTest {
    private static final byte[] SEED = "a seed".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    @Test
    void theSameSeedGivesTheSameKeysAndAnotherLabelAnother() {
        KeyStore one = KeyStore.open(home.resolve("one"), SecretSource.seeded(SEED));
        KeyStore two = KeyStore.open(home.resolve("two"), SecretSource.seeded(SEED));
        assertThat(one.createSigningKey(KeyRole.HOST, "h").verifyingKey())
                .isEqualTo(two.createSigningKey(KeyRole.HOST, "h").verifyingKey())
                .isNotEqualTo(two.createSigningKey(KeyRole.CALLER, "h").verifyingKey());
        assertThat(one.createPayeeSecret("p"))
                .isEqualTo(two.createPayeeSecret("p"))
                .isNotEqualTo(two.createPayeeSecret("q"));
        byte[] sealed = one.createSealingKey("alice/words").seal("r1", new byte[] {1, 2, 3});
        assertThat(two.createSealingKey("alice/words").open("r1", sealed)).containsExactly(1, 2, 3);
    }

    /** The expected bytes were computed with another implementation of HMAC-SHA-256. */
    @Test
    void aSeededSourceIsHmacOverLabelZeroAndBlockNumber() {
        byte[] bytes = SecretSource.seeded(SEED).bytes("label", 40);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("410b1e94eaef8f3a053b9bb94dfdec2c82aa7732c03c214b51ee87f6848bdd094963bdf1185260fa");
        assertThat(SecretSource.seeded(SEED).bytes("label", 5)).isEqualTo(java.util.Arrays.copyOf(bytes, 5));
    }

    @Test
    void randomKeysDifferBetweenHomesButNotBetweenCalls() {
        KeyStore one = KeyStore.open(home.resolve("one"));
        KeyStore two = KeyStore.open(home.resolve("two"));
        byte[] secret = one.createPayeeSecret("p");
        assertThat(one.createPayeeSecret("p")).isEqualTo(secret);
        assertThat(KeyStore.open(home.resolve("one")).payeeSecret("p")).isEqualTo(secret);
        assertThat(two.createPayeeSecret("p")).isNotEqualTo(secret);
    }

    @Test
    void anExistingKeyIsNeverOverwritten() {
        byte[] random = KeyStore.open(home).createPayeeSecret("p");
        assertThat(KeyStore.open(home, SecretSource.seeded(SEED)).createPayeeSecret("p"))
                .isEqualTo(random);
    }

    @Test
    void filesAreForTheirOwnerOnlyAndNothingElseIsLeft() throws IOException {
        KeyStore store = KeyStore.open(home);
        store.createSigningKey(KeyRole.CONTRIBUTOR, "alice");
        store.createSealingKey("alice/words");
        store.createPayeeSecret("alice");
        try (Stream<Path> paths = Files.walk(home.resolve("keys"))) {
            List<Path> files = paths.filter(Files::isRegularFile).toList();
            assertThat(files)
                    .extracting(file -> home.relativize(file).toString())
                    .containsExactlyInAnyOrder(
                            "keys/contributor/alice.key",
                            "keys/sealing/alice%2fwords.key",
                            "keys/payee-secret/alice.key");
            for (Path file : files) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void aNameFromOutsideCannotLeaveTheFolder() {
        KeyStore store = KeyStore.open(home);
        store.createSealingKey("../../../outside");
        assertThat(home.resolve("keys/sealing/%2e%2e%2f%2e%2e%2f%2e%2e%2foutside.key"))
                .exists();
        assertThat(store.findSealingKey("..%2foutside")).isEmpty();
    }

    @Test
    void aNameThatNoFileCanHaveHasNoKey() {
        KeyStore store = KeyStore.open(home);
        assertThat(store.findSealingKey("a" + ":".repeat(127))).isEmpty();
        assertThat(store.findSealingKey("a" + "b".repeat(127))).isEmpty();
        store.createSealingKey("a" + "b".repeat(127));
        assertThat(store.findSealingKey("a" + "b".repeat(127))).isPresent();
    }

    @Test
    void aMissingKeyAndADamagedOneAreNamedWithoutShowingSecrets() throws IOException {
        KeyStore store = KeyStore.open(home);
        assertThat(store.findSealingSecret("alice/words")).isEmpty();
        assertThatThrownBy(() -> store.sealingKey("alice/words"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("sealing key of alice/words");
        store.createPayeeSecret("p");
        Path file = home.resolve("keys/payee-secret/p.key");
        Files.writeString(file, "00ff");
        assertThatThrownBy(() -> store.payeeSecret("p"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("2 bytes, want 32")
                .hasMessageNotContaining("00ff");
    }
}
