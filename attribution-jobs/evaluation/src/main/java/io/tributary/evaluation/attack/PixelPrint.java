// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.SparseRow;

/**
 * An image as the near-duplicate rule {@code pixels/v2} reads it. Two images, one of them moved by at most a pixel to any side, are
 * compared as they are and once more with the ink of both brought to the same sum, where either has ink: a share of {@value #EQUAL} hundredths of these pixels is equal, {@value #CLOSE} hundredths differ by at
 * most a sixteenth of full ink, or {@value #NEAR} by at most an eighth. A pixel where one has full ink or more says half as much, since
 * so many have. What is left after changing half of the pixels is thus found, where the sum of all differences is as large as between
 * strangers; and an image that was made paler or darker, which differs from its original everywhere. Integers; symmetric.
 */
final class PixelPrint {
    private static final int EQUAL = 40;
    private static final int CLOSE = 80;
    private static final int NEAR = 95;
    private static final int HUNDRED = 100;

    /** Empty pixels around the image: the other one may be moved by one, and is then still read within its margin. */
    private static final int MARGIN = 2;

    private final int width;
    private final int height;
    private final int full;
    private final byte[] padded;
    private final long ink;

    private PixelPrint(int width, int height, int full, byte[] padded) {
        this.width = width;
        this.height = height;
        this.full = full;
        this.padded = padded;
        long sum = 0;
        for (byte pixel : padded) {
            sum += pixel;
        }
        this.ink = sum;
    }

    /** Of a feature row whose last entry is the bias, full ink; what is no square counts as one line. */
    static PixelPrint of(SparseRow row) {
        byte[] dense = row.toDense();
        int pixels = dense.length - 1;
        int side = (int) Math.sqrt(pixels);
        int width = side * side == pixels ? side : pixels;
        int height = pixels / width;
        byte[] padded = new byte[(width + 2 * MARGIN) * (height + 2 * MARGIN)];
        for (int y = 0; y < height; y++) {
            System.arraycopy(dense, y * width, padded, (y + MARGIN) * (width + 2 * MARGIN) + MARGIN, width);
        }
        return new PixelPrint(width, height, dense[pixels], padded);
    }

    /** Whether one of the two repeats the other. */
    boolean repeats(PixelPrint other) {
        if (width != other.width || height != other.height || full != other.full) {
            return false;
        }
        for (int down = -1; down <= 1; down++) {
            for (int right = -1; right <= 1; right++) {
                int offset = down * (width + 2 * MARGIN) + right;
                if (agrees(other, offset, 1, 1) || agrees(other, offset, other.ink, ink)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Compares this image, times {@code mine}, with the other one, times {@code theirs}. */
    private boolean agrees(PixelPrint other, int offset, long mine, long theirs) {
        long unit = Math.max(mine, theirs);
        int inked = 0;
        int equal = 0;
        int close = 0;
        int near = 0;
        int line = width + 2 * MARGIN;
        for (int y = 1; y < height + 2 * MARGIN - 1; y++) {
            for (int at = y * line + 1; at < (y + 1) * line - 1; at++) {
                int one = padded[at];
                int two = other.padded[at + offset];
                int most = Math.max(one, two);
                if (most > 0) {
                    int weight = most >= full ? 1 : 2;
                    long apart = Math.abs(one * mine - two * theirs);
                    inked += weight;
                    equal += apart == 0 ? weight : 0;
                    close += apart <= unit * (full / 16) ? weight : 0;
                    near += apart <= unit * (full / 8) ? weight : 0;
                }
            }
        }
        return inked > 0
                && (HUNDRED * equal >= EQUAL * inked
                        || HUNDRED * close >= CLOSE * inked
                        || HUNDRED * near >= NEAR * inked);
    }
}
