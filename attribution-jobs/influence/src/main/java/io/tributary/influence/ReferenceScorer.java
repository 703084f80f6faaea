// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.Arrays;

/** The scalar reference kernel, walking the non-zero features only. Stateless. */
public final class ReferenceScorer implements BlockScorer {
    @Override
    public long[] score(RowBlock rows, QueryBlock queries) {
        if (!rows.shape().equals(queries.shape())) {
            throw new IllegalArgumentException(
                    "rows have " + rows.shape() + ", queries " + queries.shape() + ", want one");
        }
        int classes = rows.shape().classes();
        int count = queries.queries();
        int lanes = classes * count;
        int[] inner = new int[lanes];
        long[] raw = new long[Math.multiplyExact(rows.rows(), count)];
        for (int i = 0; i < rows.rows(); i++) {
            Arrays.fill(inner, 0);
            for (int t = rows.starts()[i]; t < rows.starts()[i + 1]; t++) {
                addScaled(inner, queries.planes(), rows.positions()[t] * lanes, rows.values()[t]);
            }
            for (int c = 0; c < classes; c++) {
                addProducts(raw, i * count, rows.residuals()[i * classes + c], inner, c * count, count);
            }
        }
        return raw;
    }

    /** Partial sums stay below 32767 * 65535 < 2^31. */
    private static void addScaled(int[] inner, int[] planes, int from, int value) {
        for (int lane = 0; lane < inner.length; lane++) {
            inner[lane] += value * planes[from + lane];
        }
    }

    private static void addProducts(long[] raw, int into, long residual, int[] inner, int from, int count) {
        for (int q = 0; q < count; q++) {
            raw[into + q] += residual * inner[from + q];
        }
    }
}
