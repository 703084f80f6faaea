// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.influence.QueryBlock;
import java.math.BigInteger;
import java.util.Arrays;

/** The committed scores of {@code ipa1/factored}: what pay is made of. */
public final class IntegerInfluence implements Method {
    /** The name in tables. */
    public static final String ID = "integer";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public double[][] scores(Problem problem) {
        CommittedModel model = CommittedModel.train(problem.shape(), problem.train());
        QueryBlock queries = model.queries(problem.asked());
        long[] stored = model.scores(queries);
        int count = queries.queries();
        double[][] rows = new double[problem.train().size()][count];
        for (int i = 0; i < rows.length; i++) {
            for (int q = 0; q < count; q++) {
                rows[i][q] = Math.scalb((double) stored[i * count + q], queries.exponent(q));
            }
        }
        return rows;
    }

    @Override
    public double[] self(Problem problem) {
        return Arrays.stream(
                        CommittedModel.train(problem.shape(), problem.train()).selfInfluence())
                .mapToDouble(BigInteger::doubleValue)
                .toArray();
    }
}
