// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import java.nio.file.Path;

/** A process that pays one deposit in, on the ledger that a connection profile names. */
public final class FabricWriter {
    private FabricWriter() {}

    /** Arguments: connection profile, folder of pending transactions, deposit. */
    public static void main(String[] args) {
        try (Ledger ledger = FabricLedger.open(Path.of(args[0]), Path.of(args[1]))) {
            ledger.record(Samples.deposit(args[2], 10_000, "credit"));
        }
    }
}
