// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.influence.duplicate.RepeatRule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns tokens into an integer feature row: {@code x_j = VAL[count of token j]} and a constant bias behind them, with
 * {@value #FRACTION_BITS} fraction bits. {@code VAL[c] = min(127, floor(16 (1 + ln c) + 1/2))} is a committed table up to
 * 1024 occurrences and 127 beyond. Source: specification, section 2.
 */
public final class Features {
    /** A feature's real value is {@code x / 2^FRACTION_BITS}. */
    public static final int FRACTION_BITS = 4;

    /** The bias feature, 1.0 as a real value. */
    public static final byte BIAS = 1 << FRACTION_BITS;

    private static final byte[] VALUES = readValues(
            TableResource.lines("counts.txt", "355d5c1f419b830dcff1ea53648a5d7733bb40de204f8117662cc4fa5916e907"));

    private final Dictionary dictionary;

    /** Features over {@code dictionary}. */
    public Features(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /** The feature row of {@code tokens}; tokens outside the dictionary count for nothing, order does not matter. */
    public SparseRow row(Collection<String> tokens) {
        TreeMap<Integer, Integer> counts = new TreeMap<>();
        for (String token : tokens) {
            dictionary.position(token).ifPresent(j -> counts.merge(j, 1, Integer::sum));
        }
        int[] positions = new int[counts.size() + 1];
        byte[] values = new byte[counts.size() + 1];
        int at = 0;
        for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
            positions[at] = entry.getKey();
            values[at++] = value(entry.getValue());
        }
        positions[at] = dictionary.dimension() - 1;
        values[at] = BIAS;
        return SparseRow.of(dictionary.dimension(), positions, values);
    }

    /** {@code VAL[count]}, in 0..127. */
    static byte value(int count) {
        return VALUES[Math.min(count, VALUES.length - 1)];
    }

    /**
     * The line that names the features of a model: method, passage length, which passages are left out, fraction bits, and the dictionary's
     * digest.
     *
     * @param repeats the rule by which passages were left out before the dictionary was chosen
     */
    public String specification(RepeatRule repeats) {
        return "ipa1/features/v2 tokens=" + Passages.TOKENS + " repeats=" + repeats.id() + " fx=" + FRACTION_BITS
                + " bias=" + BIAS + " dimension=" + dictionary.dimension() + " dictionary=" + dictionary.sha256();
    }

    private static byte[] readValues(List<String> lines) {
        byte[] values = new byte[lines.size()];
        for (int count = 0; count < values.length; count++) {
            values[count] = Byte.parseByte(lines.get(count));
        }
        return values;
    }
}
