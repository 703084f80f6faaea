// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.NetworkStep;
import io.tributary.ledger.network.FabricBinaries;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ledger up|status|logs|down}, with Fabric's own programs where they are found. */
class LedgerNetworkTest {
    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        ran("ledger", "down");
    }

    @Test
    void withoutFabricsProgramsTheCommandEndsWithThreeAndSaysWhereTheyComeFrom() throws IOException {
        configure("ledger.fabric.bin=" + Files.createDirectory(folder.resolve("empty")));
        for (String[] words :
                new String[][] {{"ledger", "up"}, {"demo", "--ledger", "fabric", "--resume"}, {"bench", "ledger"}}) {
            Ran ran = ran(words);
            assertThat(ran.exit()).as(ran.err()).isEqualTo(3);
            assertThat(ran.err())
                    .startsWith(
                            "error: Hyperledger Fabric's programs peer, orderer, configtxgen, cryptogen are not in ")
                    .contains("ledger.fabric.bin")
                    .contains(FabricBinaries.INSTALLER)
                    .hasLineCount(1);
        }
    }

    @Test
    void aLedgerOnFabricWithoutANetworkSaysHowToStartOne() throws IOException {
        configure("ledger.kind=fabric");
        Ran ran = ran("ledger", "deposit", "payer-1", "5");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(3);
        assertThat(ran.err()).contains("'tributary ledger up'").hasLineCount(1);
    }

    @Test
    void aLedgerOfAnUnknownKindIsBadInput() throws IOException {
        configure("ledger.kind=paper");
        Ran ran = ran("ledger", "status");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).contains("got paper, want embedded or fabric").hasLineCount(1);
    }

    @Test
    @Tag("slow")
    void aNetworkComesUpIsLookedAtAndGoesDown() throws IOException {
        configure("ledger.kind=fabric\nledger.fabric.bin=" + programsOrSkip());
        Ran up = ran("ledger", "up");
        assertThat(up.exit()).as(up.err()).isZero();
        assertThat(up.out()).contains("is up").contains("tributary version 1, definition 1");

        Ran status = ran("ledger", "status");
        assertThat(status.exit()).as(status.err()).isZero();
        assertThat(status.out()).contains("org3-chaincode").contains("healthy").contains("height 5");
        assertThat(ran("ledger", "status", "--json").out()).contains("\"up\":true");
        assertThat(ran("ledger", "logs", "org2", "--lines", "3").out()).hasLineCount(3);
        assertThat(ran("ledger", "logs", "org4").exit()).isEqualTo(2);

        requireMirrored();

        assertThat(ran("ledger", "down").exit()).isZero();
        Ran deposit = ran("ledger", "deposit", "payer-1", "5");
        assertThat(deposit.exit()).isEqualTo(3);
        assertThat(deposit.err())
                .contains("is down; 'tributary ledger up' starts it")
                .hasLineCount(1);
        Ran after = ran("ledger", "status");
        assertThat(after.exit()).isEqualTo(3);
        assertThat(after.out()).contains("not running").contains("'tributary ledger up'");
    }

    private void requireMirrored() {
        Terminal terminal = new Terminal(System.out, System.err, Terminal.Format.TEXT);
        try (Workspace workspace =
                Workspace.openOrCreate(folder.resolve("home"), Optional.empty(), terminal, SecretSource.random())) {
            new NetworkStep(workspace).ensure();
        }
        Ran first = ran("ledger", "mirror");
        assertThat(first.exit()).as(first.err()).isZero();
        assertThat(first.out()).contains("ledger.log has 5 entries, 5 of them new");
        assertThat(ran("ledger", "deposit", "payer-1", "5").exit()).isZero();
        assertThat(ran("ledger", "mirror").out()).contains("ledger.log has 6 entries, 1 of them new");
    }

    private static String programsOrSkip() {
        String folder =
                Optional.ofNullable(System.getenv("TRIBUTARY_FABRIC_BIN")).orElse("");
        try {
            FabricBinaries found = FabricBinaries.find(
                    folder, Optional.ofNullable(System.getenv("PATH")).orElse(""));
            return found.peer().toAbsolutePath().resolveSibling("").toString();
        } catch (UnavailableException e) {
            System.out.println("skipped: no Fabric binaries");
            Assumptions.abort("no Fabric binaries");
            throw e;
        }
    }

    private void configure(String lines) throws IOException {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/tributary.properties"), lines + "\n");
    }

    private Ran ran(String... words) {
        String[] all = Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--home";
        all[words.length + 1] = folder.resolve("home").toString();
        return Ran.of(all);
    }
}
