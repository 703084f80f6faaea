// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small classification problem drawn from a seed: sparse rows whose label shifts a few features, some labels wrong. */
record SeededProblem(Shape shape, List<LabelledRow> rows) {
    static SeededProblem of(long seed, Shape shape, int count, int density, int reach) {
        Random random = new Random(seed);
        List<LabelledRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(shape.classes());
            rows.add(new LabelledRow(
                    row(random, shape, label, density, reach),
                    random.nextInt(10) == 0 ? random.nextInt(shape.classes()) : label));
        }
        return new SeededProblem(shape, rows);
    }

    private static SparseRow row(Random random, Shape shape, int label, int density, int reach) {
        byte[] dense = new byte[shape.dimension()];
        for (int t = 0; t < density; t++) {
            int j = random.nextInt(shape.dimension() - 1);
            int pull = j % shape.classes() == label ? reach / 2 : 0;
            dense[j] = (byte) Math.min(127, random.nextInt(reach) + pull);
        }
        dense[shape.dimension() - 1] = (byte) Math.min(127, 1 << shape.fractionBits());
        return SparseRow.ofDense(dense);
    }

    NewtonTrainer.Result train() {
        return NewtonTrainer.train(Weights.zero(shape), rows);
    }
}
