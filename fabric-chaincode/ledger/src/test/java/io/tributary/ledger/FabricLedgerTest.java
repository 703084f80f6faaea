// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import io.tributary.ledger.fixture.PeersExtension;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The ledger over the real gateway client and the real chaincode, on the protocol fixture. */
class FabricLedgerTest extends LedgerContractTest {
    @RegisterExtension
    static final PeersExtension FABRIC = new PeersExtension();

    @Override
    protected Ledger ledger(String organisation) {
        return FABRIC.ledger(organisation);
    }
}
