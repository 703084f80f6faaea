// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.BitSet;
import java.util.List;

/**
 * Rule {@code rows/v1}: a row whose net held-out influence is positive earns the positive part of its capped score, every other
 * row earns nothing. Each row is a bundle of its own.
 */
public final class RowsRule implements PayRule {
    @Override
    public String id() {
        return "rows/v1";
    }

    @Override
    public int weightBits() {
        return 0;
    }

    @Override
    public Bundles deal(LotSeed seed, List<OwnedRow> rows) {
        return Bundles.alone(rows);
    }

    /** None: this rule pays a row that repeats the question. */
    @Override
    public BitSet blanks(QuestionPrints questions, List<String> passage) {
        return new BitSet();
    }

    /** 1 for a row that may earn, 0 for one that may not. */
    @Override
    public int standing(BundleNet net) {
        return net.influence().sign() > 0 ? 1 : 0;
    }
}
