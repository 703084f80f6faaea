// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.text.Normalizer;
import java.util.List;

/**
 * The one form in which a text enters the method: Unicode NFC over the code points that Unicode 13 assigns.
 *
 * <p>Newer code points count as blanks because their normalisation differs between Java releases; the table of assigned ranges is
 * committed, so every release reads the same ones. No text is refused: otherwise one text, or one question, could stop a version or an
 * epoch for everybody. Source: specification, section 1.
 */
public final class CanonicalText {
    private static final char BLANK = ' ';
    private static final int[] RANGES = readRanges(
            TableResource.lines("assigned.txt", "6053b0529de830cc0bfa2b1796c63d2481ad3e2976a856a36a91799d99e315aa"));

    private CanonicalText() {}

    /** The NFC form of {@code text}, in which each code unit of an unpaired surrogate or of a code point unassigned in Unicode 13 is a blank. */
    public static String of(String text) {
        return Normalizer.normalize(blanked(text), Normalizer.Form.NFC);
    }

    private static String blanked(String text) {
        StringBuilder blanked = new StringBuilder(text);
        int at = 0;
        while (at < text.length()) {
            int codePoint = text.codePointAt(at);
            int end = at + Character.charCount(codePoint);
            boolean kept = codePoint < 0x80 || assigned(codePoint);
            for (; at < end; at++) {
                if (!kept) {
                    blanked.setCharAt(at, BLANK);
                }
            }
        }
        return blanked.toString();
    }

    /** Whether Unicode 13 assigns {@code codePoint}; false for surrogates. */
    static boolean assigned(int codePoint) {
        int low = 0;
        int high = RANGES.length / 2 - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (codePoint < RANGES[2 * middle]) {
                high = middle - 1;
            } else if (codePoint > RANGES[2 * middle + 1]) {
                low = middle + 1;
            } else {
                return true;
            }
        }
        return false;
    }

    private static int[] readRanges(List<String> lines) {
        int[] ranges = new int[2 * lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int dash = line.indexOf('-');
            ranges[2 * i] = Integer.parseInt(line.substring(0, dash), 16);
            ranges[2 * i + 1] = Integer.parseInt(line.substring(dash + 1), 16);
        }
        return ranges;
    }
}
