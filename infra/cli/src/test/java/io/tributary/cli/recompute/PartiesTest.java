// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.tables.KeyStore;
import io.tributary.tables.RegisteredContributor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartiesTest {
    @TempDir
    Path home;

    private static RegisteredContributor contributor(String id, String payeeKey) {
        return new RegisteredContributor(id, "org1", "p-shared", payeeKey, "active");
    }

    @Test
    void aPayeeWithTwoKeysIsRefusedAsTheEngineRefusesIt() {
        KeyStore keys = KeyStore.open(home);
        List<RegisteredContributor> twoKeys =
                List.of(contributor("ada", "ab".repeat(32)), contributor("bob", "cd".repeat(32)));
        assertThatThrownBy(() -> new Parties(twoKeys, keys))
                .hasMessage("payee p-shared has two keys in the registry, want one");
        List<RegisteredContributor> oneKey =
                List.of(contributor("ada", "ab".repeat(32)), contributor("bob", "ab".repeat(32)));
        assertThat(new Parties(oneKey, keys).payeeKey("p-shared")).isEqualTo("ab".repeat(32));
    }
}
