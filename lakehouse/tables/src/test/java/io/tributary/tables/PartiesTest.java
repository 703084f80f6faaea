// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartiesTest {
    @TempDir
    Path home;

    private KeyStore keys;

    @BeforeEach
    void openKeys() {
        // RFC 4231, test case 1: the key is twenty bytes 0b; HMAC pads a shorter key with zeros, so 32 bytes give the
        // same.
        keys = KeyStore.open(home, (name, bytes) -> {
            byte[] secret = new byte[bytes];
            java.util.Arrays.fill(secret, 0, 20, (byte) 0x0b);
            return secret;
        });
    }

    private static RegisteredContributor contributor(String id, String payeeKey) {
        return new RegisteredContributor(id, "org1", "p-shared", payeeKey, RegisteredContributor.ACTIVE);
    }

    @Test
    void aPayeeWithTwoKeysIsRefused() {
        List<RegisteredContributor> twoKeys =
                List.of(contributor("ada", "ab".repeat(32)), contributor("bob", "cd".repeat(32)));
        assertThatThrownBy(() -> Parties.of(twoKeys, keys))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("payee p-shared has two keys in the registry, want one");
        List<RegisteredContributor> oneKey =
                List.of(contributor("ada", "ab".repeat(32)), contributor("bob", "ab".repeat(32)));
        assertThat(Parties.of(oneKey, keys).payeeKey("p-shared")).isEqualTo("ab".repeat(32));
    }

    @Test
    void theRegistrySaysWhoIsPaidForAContributorAndNobodyElseIs() {
        try (LakeCatalog lake = TestLake.create(home)) {
            new RegistryWriter(lake).contributors(List.of(contributor("ada", "ab".repeat(32))));
            Parties parties = Parties.of(new RegistryReader(lake), keys);
            assertThat(parties.payee("ada")).isEqualTo("p-shared");
            assertThatThrownBy(() -> parties.payee("eve"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("contributor eve is not in the registry");
        }
    }

    @Test
    void aPayeeOutsideTheRegistryHasTheKeyOfTheKeyStoreOrNone() {
        Parties parties = Parties.of(List.of(), keys);
        String made =
                keys.createSigningKey(KeyRole.PAYEE, "p-host").verifyingKey().hex();
        assertThat(parties.payeeKey("p-host")).isEqualTo(made);
        assertThatThrownBy(() -> parties.payeeKey("p-nobody")).isInstanceOf(UnavailableException.class);
    }

    @Test
    void onlyWhoHasAKeyAndSaltsCanBePaid() {
        Parties parties = Parties.of(List.of(contributor("ada", "ab".repeat(32))), keys);
        assertThat(parties.isPayable("p-nobody")).isFalse();
        keys.createSigningKey(KeyRole.PAYEE, "p-host");
        assertThat(parties.isPayable("p-host")).as("without salts").isFalse();
        keys.createPayeeSecret("p-host");
        assertThat(parties.isPayable("p-host")).isTrue();
        assertThat(parties.isPayable("p-shared")).as("without salts").isFalse();
        keys.createPayeeSecret("p-shared");
        assertThat(parties.isPayable("p-shared")).as("by the registry").isTrue();
        assertThat(parties.isPayable("p-" + ":".repeat(100))).isFalse();
    }

    @Test
    void aSaltIsTheHmacOfItsInputUnderThePayeesSecret() {
        keys.createPayeeSecret("p-host");
        assertThat(Parties.of(List.of(), keys).salt("p-host", "Hi There".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    }
}
