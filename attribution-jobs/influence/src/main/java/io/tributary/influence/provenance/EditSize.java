// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.provenance;

import io.tributary.influence.Token;
import io.tributary.influence.Tokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How much of a text an edit made: its tokens, and those of them that are not in the longest common subsequence with the text before.
 *
 * @param tokens number of tokens of the new text
 * @param changed those that the editor put there, 0 to {@code tokens}
 */
public record EditSize(int tokens, int changed) {
    /** The most cells of the table that two texts are compared in, behind their common beginning and end. */
    public static final long CELLS_MAX = 1L << 26;

    /** Checks the numbers. */
    public EditSize {
        if (tokens < 0 || changed < 0 || changed > tokens) {
            throw new IllegalArgumentException(changed + " of " + tokens + " tokens changed, want 0 to all");
        }
    }

    /** Compares an edit with the text that it replaces; empty if both are too long to compare. */
    public static Optional<EditSize> of(String before, String after) {
        Map<String, Integer> numbers = new HashMap<>();
        return of(numbered(before, numbers), numbered(after, numbers));
    }

    private static int[] numbered(String text, Map<String, Integer> numbers) {
        List<Token> tokens = Tokens.of(text);
        int[] numbered = new int[tokens.size()];
        for (int i = 0; i < numbered.length; i++) {
            Integer known = numbers.putIfAbsent(tokens.get(i).text(), numbers.size());
            numbered[i] = known == null ? numbers.size() - 1 : known;
        }
        return numbered;
    }

    private static Optional<EditSize> of(int[] before, int[] after) {
        int shorter = Math.min(before.length, after.length);
        int head = 0;
        while (head < shorter && before[head] == after[head]) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && before[before.length - 1 - tail] == after[after.length - 1 - tail]) {
            tail++;
        }
        long cells = (long) (before.length - head - tail) * (after.length - head - tail);
        if (cells > CELLS_MAX) {
            return Optional.empty();
        }
        int kept = head + tail + common(before, after, head, tail);
        return Optional.of(new EditSize(after.length, after.length - kept));
    }

    /** Length of the longest common subsequence between the common beginning and end. */
    private static int common(int[] before, int[] after, int head, int tail) {
        int[] left = Arrays.copyOfRange(before, head, before.length - tail);
        int[] right = Arrays.copyOfRange(after, head, after.length - tail);
        return left.length <= right.length ? common(left, right) : common(right, left);
    }

    /**
     * Goes through the table of the two texts a column at a time, 64 cells at once, since whoever sends the largest edits that are compared
     * should not stop everybody's publish and recomputation: a cell is 0 where the length of the subsequence grows from the row above, and a
     * column follows from the one before by one addition (H. Hyyrö, Bit-parallel LCS-length computation revisited, 2004).
     */
    private static int common(int[] rows, int[] columns) {
        Map<Integer, long[]> places = new HashMap<>();
        int words = (rows.length + Long.SIZE - 1) / Long.SIZE;
        for (int i = 0; i < rows.length; i++) {
            places.computeIfAbsent(rows[i], token -> new long[words])[i / Long.SIZE] |= 1L << i;
        }
        long[] cells = new long[words];
        Arrays.fill(cells, -1L);
        for (int column : columns) {
            long[] equal = places.get(column);
            long carry = 0;
            for (int word = 0; equal != null && word < words; word++) {
                long cell = cells[word];
                long kept = cell & equal[word];
                long sum = cell + kept;
                long carried = sum + carry;
                // Of the two additions one at most overflows.
                carry = Long.compareUnsigned(sum, cell) < 0 || Long.compareUnsigned(carried, sum) < 0 ? 1 : 0;
                cells[word] = carried | cell & ~kept;
            }
        }
        int grown = 0;
        for (int i = 0; i < rows.length; i++) {
            grown += (cells[i / Long.SIZE] >>> i & 1) == 0 ? 1 : 0;
        }
        return grown;
    }

    /** What an editor takes of a part: {@code floor(part · changed / tokens)}. */
    int share(int part) {
        return tokens == 0 ? 0 : (int) ((long) part * changed / tokens);
    }
}
