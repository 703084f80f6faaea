// SPDX-License-Identifier: Apache-2.0
package io.tributary.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/** A process that appends deposits, one after the other, and prints each when the ledger says that it is done. */
public final class LedgerWriter {
    private static final int DEPOSITS_PER_OPENING = 5;

    private LedgerWriter() {}

    /** Arguments: the journal and then organisation, prefix and number of deposits, or {@code hold}. */
    public static void main(String[] arguments) throws IOException {
        Path journal = Path.of(arguments[0]);
        if (arguments[1].equals("hold")) {
            JournalLock.whileHeld(journal, EmbeddedLedger.PATIENCE, LedgerWriter::holdUntilKilled);
            return;
        }
        write(journal, arguments[1], arguments[2], Integer.parseInt(arguments[3]), System.out::println);
    }

    /** Appends deposits, opening the ledger anew for every few of them as short commands do. */
    static void write(Path journal, String organisation, String prefix, int count, Consumer<String> done) {
        int next = 0;
        while (next < count) {
            try (EmbeddedLedger ledger = EmbeddedLedger.open(journal, organisation)) {
                int end = Math.min(count, next + DEPOSITS_PER_OPENING);
                for (; next < end; next++) {
                    String id = String.format(Locale.ROOT, "%s-%06d", prefix, next);
                    ledger.deposit(Samples.deposit(id, 1, "credit"));
                    done.accept(id);
                }
            }
        }
    }

    private static Integer holdUntilKilled() {
        System.out.println("held");
        try {
            return System.in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
