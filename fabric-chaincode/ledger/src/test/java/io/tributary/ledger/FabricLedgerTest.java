// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.ledger.fixture.PeerFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The ledger over the real gateway client and the real chaincode, on the protocol fixture. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FabricLedgerTest extends LedgerContractTest {
    private final List<Ledger> opened = new ArrayList<>();
    private PeerFixture peers;

    @TempDir
    private Path folder;

    @BeforeAll
    void startPeers() {
        peers = PeerFixture.start();
    }

    @AfterAll
    void stopPeers() {
        peers.close();
    }

    @BeforeEach
    void forget() {
        peers.reset();
    }

    @AfterEach
    void close() {
        opened.forEach(Ledger::close);
        opened.clear();
    }

    @Override
    protected Ledger ledger(String organisation) {
        Ledger ledger = FabricLedger.open(
                peers.profile(folder, organisation),
                folder.resolve(organisation).resolve("pending"));
        opened.add(ledger);
        return ledger;
    }
}
