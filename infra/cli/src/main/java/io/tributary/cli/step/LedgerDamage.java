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
import java.util.OptionalLong;

/** Damages the ledger's history on purpose. */
public final class LedgerDamage {
    private static final byte LINE_FEED = '\n';

    private final Workspace workspace;

    /** Works in this workspace. */
    public LedgerDamage(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * Changes one bit: of a line of the journal, from 1, or of a block in the files of one organisation's peer.
     *
     * @param at the line or block; empty for the last line, or the block with the last final epoch
     */
    public Report flip(OptionalLong at, String organisation) throws InterruptedException {
        return workspace.onFabric() ? flipBlock(at, organisation) : flipLine(at);
    }

    private Report flipBlock(OptionalLong at, String organisation) throws InterruptedException {
        long block = at.isPresent() ? at.getAsLong() : workspace.fabric().lastEpochBlock(organisation);
        workspace.fabric().tamperBlock(organisation, block);
        return Report.of(
                "flipped a bit in block " + block + " of the peer of " + organisation
                        + ", which is stopped; 'tributary ledger up' starts it again",
                JsonObject.nested()
                        .put("organisation", organisation)
                        .put("block", block)
                        .build());
    }

    /** The byte in the middle of the line loses or gains its lowest bit; the file before is kept beside it. */
    private Report flipLine(OptionalLong wanted) {
        Path journal = workspace.home().journal();
        Path before = journal.resolveSibling(journal.getFileName() + ".before-tampering");
        try {
            if (!Files.exists(journal)) {
                throw new UnavailableException("there is no journal " + journal);
            }
            byte[] bytes = Files.readAllBytes(journal);
            long line = wanted.isPresent() ? wanted.getAsLong() : lines(bytes);
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

    private static long lines(byte[] bytes) {
        long lines = 0;
        for (byte one : bytes) {
            lines += one == LINE_FEED ? 1 : 0;
        }
        return lines;
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
