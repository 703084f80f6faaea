// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.List;

/**
 * Rule {@code rows/v1}: a row whose net held-out influence is positive earns the positive part of its capped score, every other
 * row earns nothing. Rows stand alone, so blocks may be cut anywhere. Source: specification, section 10.
 */
public final class RowsRule implements PayRule {
    @Override
    public String id() {
        return "rows/v1";
    }

    /** 1 for a row that may earn, 0 for one that may not. */
    @Override
    public int[] standings(List<HeldOutNet> nets) {
        return nets.stream().mapToInt(net -> eligible(net) ? 1 : 0).toArray();
    }

    /** Whether a row with this net may earn. */
    public boolean eligible(HeldOutNet net) {
        return net.sign() > 0;
    }

    /** What an eligible row earns for one answer: {@code max(0, s̃)}. */
    public long weight(long capped) {
        return Math.max(0, capped);
    }

    @Override
    public void addWeights(long[] capped, int[] standings, int[] payees, PayWeights weights) {
        int queries = weights.queries();
        if (standings.length != payees.length || capped.length != payees.length * queries) {
            throw new IllegalArgumentException("block has " + capped.length + " scores, " + standings.length
                    + " standings and " + payees.length + " payees for " + queries + " queries, want them to fit");
        }
        for (int i = 0; i < payees.length; i++) {
            if (standings[i] == 0) {
                continue;
            }
            for (int q = 0; q < queries; q++) {
                weights.add(q, payees[i], weight(capped[i * queries + q]));
            }
        }
    }
}
