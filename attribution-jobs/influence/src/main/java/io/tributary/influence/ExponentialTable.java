// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

/**
 * {@code T[j] = round(2^(30 - j/4096))} for j in 0..4096: powers of two below one, in Q30.
 *
 * <p>The table is computed with {@link StrictMath} and accepted only if its SHA-256 is the one in the specification (section 0).
 */
final class ExponentialTable {
    static final String SHA256 = "985beb0385cc1c8679cba50df5c0bd978db97c0750926714124852a9e12d370f";
    static final int STEPS = 4096;

    private static final int[] ENTRIES = compute();

    private ExponentialTable() {}

    static int at(int j) {
        return ENTRIES[j];
    }

    static int[] copy() {
        return ENTRIES.clone();
    }

    private static int[] compute() {
        int[] entries = new int[STEPS + 1];
        for (int j = 0; j <= STEPS; j++) {
            entries[j] = (int) Math.floor(StrictMath.pow(2, 30 - j / (double) STEPS) + 0.5);
        }
        String got = Sha256.ofInts(entries);
        if (!got.equals(SHA256)) {
            throw new IllegalStateException("the table of powers has SHA-256 " + got + ", want " + SHA256);
        }
        return entries;
    }
}
