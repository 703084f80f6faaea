// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.note;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.merkle.Hash;
import java.util.Base64;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Size and root of a log as the text of a checkpoint (c2sp.org/tlog-checkpoint): three lines, to be signed as a
 * {@link SignedNote}. The origin is the network's name; an organisation signs as {@code <network>/<organisation>}.
 *
 * @param origin names the log
 * @param size number of entries
 * @param root RFC 6962 root over them
 */
public record LogHead(String origin, long size, Hash root) {
    private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");
    private static final int LINES = 3;

    /** Requires every part. */
    public LogHead {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(root, "root");
    }

    /** Name of an organisation's key in signature lines. */
    public static String keyName(String origin, String organisation) {
        return origin + "/" + organisation;
    }

    /** The text to be signed. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
    }

    /**
     * Reads {@link #text}; further lines are allowed, and mean nothing here.
     *
     * @throws InvalidInputException saying what is wrong, without place
     */
    public static LogHead parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length <= LINES || !lines[lines.length - 1].isEmpty()) {
            throw new InvalidInputException("it is no checkpoint: want origin, size and root, a line each");
        }
        for (int line = 0; line < lines.length - 1; line++) {
            if (lines[line].isEmpty()) {
                throw new InvalidInputException("it is no checkpoint: line " + (line + 1) + " is empty");
            }
        }
        if (!SIZE.matcher(lines[1]).matches()) {
            throw new InvalidInputException("it is no checkpoint: '" + lines[1] + "' is no size");
        }
        byte[] root = SignedNote.base64(lines[2]);
        if (root.length != Hash.BYTES) {
            throw new InvalidInputException(
                    "it is no checkpoint: a root of " + root.length + " bytes, want " + Hash.BYTES);
        }
        try {
            return new LogHead(lines[0], Long.parseLong(lines[1]), Hash.of(root));
        } catch (NumberFormatException e) {
            throw new InvalidInputException("it is no checkpoint: size " + lines[1] + " is too large", e);
        }
    }
}
