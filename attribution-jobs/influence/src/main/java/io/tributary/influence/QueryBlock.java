// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.List;

/**
 * A block of queries as one flat array, for kernels. Kept transposed, {@code planes[(j C + c) Q + q] = V_q[c D + j]}, so that
 * one feature of a row meets all classes and queries along memory. Immutable.
 */
public final class QueryBlock {
    private final Shape shape;
    private final int[] planes;
    private final int[] exponents;

    /**
     * A block of queries under one model.
     *
     * @throws IllegalArgumentException if a query has another number of parameters
     */
    public QueryBlock(Shape shape, List<Query> queries) {
        this.shape = shape;
        this.planes = new int[Math.multiplyExact(shape.parameters(), queries.size())];
        this.exponents = new int[queries.size()];
        int count = queries.size();
        for (int q = 0; q < count; q++) {
            Query query = queries.get(q);
            if (query.size() != shape.parameters()) {
                throw new IllegalArgumentException(
                        "query " + q + " has " + query.size() + " entries, want " + shape.parameters());
            }
            exponents[q] = query.exponent();
            for (int c = 0; c < shape.classes(); c++) {
                for (int j = 0; j < shape.dimension(); j++) {
                    planes[(j * shape.classes() + c) * count + q] = query.at(c * shape.dimension() + j);
                }
            }
        }
    }

    /** The model's shape. */
    public Shape shape() {
        return shape;
    }

    /** Number of queries. */
    public int queries() {
        return exponents.length;
    }

    /** e_q of query {@code q}. */
    public int exponent(int q) {
        return exponents[q];
    }

    /** The transposed entries themselves, for kernels, which read them and never write. */
    public int[] planes() {
        return planes;
    }

    /** A copy of the entries by query, {@code int16[Q][P]}: what a native kernel wants. */
    public short[][] vectors() {
        short[][] vectors = new short[queries()][shape.parameters()];
        for (int q = 0; q < vectors.length; q++) {
            for (int c = 0; c < shape.classes(); c++) {
                for (int j = 0; j < shape.dimension(); j++) {
                    vectors[q][c * shape.dimension() + j] =
                            (short) planes[(j * shape.classes() + c) * vectors.length + q];
                }
            }
        }
        return vectors;
    }
}
