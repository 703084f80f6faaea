// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.influence.SparseRow;

/**
 * An image as the near-duplicate rule {@code pixels/v1} reads it. Two images, one of them moved by at most a pixel to any side, are
 * compared where either has ink: a share of {@value #EQUAL} hundredths of these pixels is equal, {@value #CLOSE} hundredths differ by at
 * most a sixteenth of full ink, or {@value #NEAR} by at most an eighth. A pixel where one has full ink or more says half as much, since
 * so many have. What is left after changing half of the pixels is thus found, where the sum of all differences is as large as between
 * strangers. Integers; symmetric.
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

    private PixelPrint(int width, int height, int full, byte[] padded) {
        this.width = width;
        this.height = height;
        this.full = full;
        this.padded = padded;
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
                if (agrees(other, down * (width + 2 * MARGIN) + right)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean agrees(PixelPrint other, int offset) {
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
                    int apart = Math.abs(one - two);
                    inked += weight;
                    equal += apart == 0 ? weight : 0;
                    close += apart <= full / 16 ? weight : 0;
                    near += apart <= full / 8 ? weight : 0;
                }
            }
        }
        return inked > 0
                && (HUNDRED * equal >= EQUAL * inked
                        || HUNDRED * close >= CLOSE * inked
                        || HUNDRED * near >= NEAR * inked);
    }
}
