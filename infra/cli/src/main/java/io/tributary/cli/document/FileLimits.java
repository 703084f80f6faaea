// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.document;

/**
 * How much of a file is read before it is refused.
 *
 * @param lineBytesMax bytes of one line, or of one row of a table
 * @param fileBytesMax bytes of a file once unpacked
 * @param expansionMax how many times its size a packed file may unpack to
 */
public record FileLimits(int lineBytesMax, long fileBytesMax, int expansionMax) {
    /** A record must fit into a batch of 1 MiB when it is sealed; a file may have 1 GiB. */
    public static final FileLimits DEFAULT = new FileLimits(1 << 20, 1L << 30, 100);
}
