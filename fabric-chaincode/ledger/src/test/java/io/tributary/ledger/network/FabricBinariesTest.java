// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FabricBinariesTest {
    @TempDir
    private Path folder;

    @Test
    void withoutProgramsOneSentenceSaysWhatIsMissingAndWhereItsInstallerIsDescribed() throws IOException {
        executable(folder, "peer");
        executable(folder, "cryptogen");
        Files.writeString(folder.resolve("orderer"), "not executable");
        for (UnavailableException failure : new UnavailableException[] {
            catchThrowableOfType(UnavailableException.class, () -> FabricBinaries.find(folder.toString(), "")),
            catchThrowableOfType(UnavailableException.class, () -> FabricBinaries.find("", folder.toString()))
        }) {
            assertThat(failure.exitCode()).isEqualTo(3);
            assertThat(failure)
                    .hasMessageContaining("programs orderer, configtxgen are not")
                    .hasMessageContaining("ledger.fabric.bin")
                    .hasMessageContaining("https://hyperledger-fabric.readthedocs.io/");
        }
    }

    @Test
    void aConfiguredFolderWinsAndElseTheFirstOnPath() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        for (String name : new String[] {"peer", "orderer", "configtxgen", "cryptogen"}) {
            executable(second, name);
        }
        executable(first, "peer");
        String path = first + File.pathSeparator + second;
        FabricBinaries found = FabricBinaries.find("", path);
        assertThat(found.peer()).isEqualTo(first.resolve("peer"));
        assertThat(found.orderer()).isEqualTo(second.resolve("orderer"));
        assertThat(FabricBinaries.find(second.toString(), path).peer()).isEqualTo(second.resolve("peer"));
    }

    private static void executable(Path folder, String name) throws IOException {
        assertThat(Files.writeString(folder.resolve(name), "#!/bin/sh\n")
                        .toFile()
                        .setExecutable(true))
                .isTrue();
    }
}
