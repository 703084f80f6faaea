// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.protocol.canonical.JsonObject;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Damages the ledger's history on purpose. */
public final class LedgerDamage {
    private static final byte LINE_FEED = '\n';

    private final Workspace workspace;

    /** Works in this workspace. */
    public LedgerDamage(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Flips the lowest bit of the byte in the middle of a line of the journal; the file before is kept beside it. */
    public Report flip(long line) {
        Path journal = workspace.home().journal();
        Path before = journal.resolveSibling(journal.getFileName() + ".before-tampering");
        try {
            if (!Files.exists(journal)) {
                throw new UnavailableException("there is no journal " + journal);
            }
            byte[] bytes = Files.readAllBytes(journal);
            int at = middle(bytes, line);
            Files.copy(journal, before, StandardCopyOption.REPLACE_EXISTING);
            bytes[at] ^= 1;
            Files.write(journal, bytes);
            return Report.of(
                    "flipped a bit of byte " + at + " in line " + line + " of " + journal + "; the file before is "
                            + before,
                    JsonObject.nested()
                            .put("journal", journal.toString())
                            .put("line", line)
                            .put("byte", at)
                            .put("before", before.toString())
                            .build());
        } catch (IOException e) {
            throw new UnavailableException("can't change " + journal + ": " + e.getMessage(), e);
        }
    }

    /** The byte in the middle of a line, from 1. A bit flipped there makes no line feed, since none stands one off. */
    private static int middle(byte[] bytes, long line) {
        long seen = 0;
        int start = 0;
        for (int at = 0; at < bytes.length; at++) {
            if (bytes[at] == LINE_FEED) {
                seen++;
                if (seen == line) {
                    return start + (at - start) / 2;
                }
                start = at + 1;
            }
        }
        throw new InvalidInputException("line is " + line + ", the journal has lines 1 to " + seen);
    }
}
