// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.influence.Query;
import io.tributary.influence.QueryBlock;
import io.tributary.influence.ReferenceScorer;
import io.tributary.influence.RowBlock;
import io.tributary.influence.Shape;
import io.tributary.influence.SparseRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The kernels give the same integers, whatever is left over when registers are filled. */
class VectorScorerTest {
    private static final int CASES = 300;

    @Test
    void itGivesTheScalarKernelsNumbersForAnyNumberOfClassesAndQueries() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Shape shape = new Shape(2 + random.nextInt(6), 4 + random.nextInt(60), 4, 1 << 14);
            RowBlock rows = rows(random, shape, 1 + random.nextInt(8));
            QueryBlock queries = queries(random, shape, random.nextInt(40));
            assertThat(new VectorScorer().score(rows, queries))
                    .as("seed %d, %s, %d queries", seed, shape, queries.queries())
                    .isEqualTo(new ReferenceScorer().score(rows, queries));
        }
    }

    @Test
    void anotherShapeIsRefused() {
        Random random = new Random(1);
        RowBlock rows = rows(random, new Shape(2, 8, 4, 1 << 14), 1);
        QueryBlock queries = queries(random, new Shape(3, 8, 4, 1 << 14), 1);
        assertThatThrownBy(() -> new VectorScorer().score(rows, queries))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("want one");
    }

    /** Full rows of extreme values in one case of four, so that sums come near their limits. */
    private static RowBlock rows(Random random, Shape shape, int count) {
        boolean extreme = random.nextInt(4) == 0;
        List<SparseRow> rows = new ArrayList<>();
        List<int[]> residuals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] dense = new byte[shape.dimension()];
            for (int j = 0; j < dense.length; j++) {
                int value = extreme ? 127 : random.nextInt(128) * random.nextInt(2);
                dense[j] = (byte) (random.nextBoolean() ? value : -value);
            }
            rows.add(SparseRow.ofDense(dense));
            int[] residual = new int[shape.classes()];
            for (int c = 0; c < residual.length; c++) {
                residual[c] = extreme ? 1 << 30 : random.nextInt(1 << 30) - (1 << 29);
            }
            residuals.add(residual);
        }
        return RowBlock.of(shape, rows, residuals);
    }

    private static QueryBlock queries(Random random, Shape shape, int count) {
        List<Query> queries = new ArrayList<>();
        for (int q = 0; q < count; q++) {
            short[] vector = new short[shape.parameters()];
            for (int k = 0; k < vector.length; k++) {
                vector[k] = (short) (random.nextInt(8) == 0 ? -32767 : random.nextInt(65535) - 32767);
            }
            queries.add(Query.of(vector, random.nextInt(20)));
        }
        return new QueryBlock(shape, queries);
    }
}
