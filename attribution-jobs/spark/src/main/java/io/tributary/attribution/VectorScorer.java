// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.BlockScorer;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.RowBlock;
import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernel that says in the JDK's Vector API what the scalar one leaves to the compiler: one feature of a row meets as many
 * classes and queries as a register holds. Sums of integers, so it gives the scalar kernel's numbers. Stateless.
 */
final class VectorScorer implements BlockScorer {
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
    /** As many ints as {@link #LONGS} has longs. */
    private static final VectorSpecies<Integer> NARROW =
            VectorSpecies.of(int.class, VectorShape.forBitSize(LONGS.vectorBitSize() / 2));

    @Override
    public long[] score(RowBlock rows, QueryBlock queries) {
        if (!rows.shape().equals(queries.shape())) {
            throw new IllegalArgumentException(
                    "rows have " + rows.shape() + ", queries " + queries.shape() + ", want one");
        }
        int classes = rows.shape().classes();
        int count = queries.queries();
        int[] planes = queries.planes();
        int[] inner = new int[classes * count];
        long[] raw = new long[Math.multiplyExact(rows.rows(), count)];
        for (int i = 0; i < rows.rows(); i++) {
            Arrays.fill(inner, 0);
            for (int t = rows.starts()[i]; t < rows.starts()[i + 1]; t++) {
                addScaled(inner, planes, rows.positions()[t] * inner.length, rows.values()[t]);
            }
            for (int c = 0; c < classes; c++) {
                addProducts(raw, i * count, rows.residuals()[i * classes + c], inner, c * count, count);
            }
        }
        return raw;
    }

    /** Partial sums stay below 32767 * 65535 < 2^31. */
    private static void addScaled(int[] inner, int[] planes, int from, int value) {
        int bound = INTS.loopBound(inner.length);
        int lane = 0;
        for (; lane < bound; lane += INTS.length()) {
            IntVector.fromArray(INTS, planes, from + lane)
                    .mul(value)
                    .add(IntVector.fromArray(INTS, inner, lane))
                    .intoArray(inner, lane);
        }
        for (; lane < inner.length; lane++) {
            inner[lane] += value * planes[from + lane];
        }
    }

    private static void addProducts(long[] raw, int into, long residual, int[] inner, int from, int count) {
        int bound = LONGS.loopBound(count);
        int q = 0;
        for (; q < bound; q += LONGS.length()) {
            LongVector wide = (LongVector)
                    IntVector.fromArray(NARROW, inner, from + q).convertShape(VectorOperators.I2L, LONGS, 0);
            wide.mul(residual).add(LongVector.fromArray(LONGS, raw, into + q)).intoArray(raw, into + q);
        }
        for (; q < count; q++) {
            raw[into + q] += residual * inner[from + q];
        }
    }
}
