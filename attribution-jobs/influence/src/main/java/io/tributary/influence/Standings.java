// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.ArrayList;
import java.util.List;

/** Collects what the bundles of a model version did on the held-out items, block of items by block, and gives their standings. */
public final class Standings {
    private final List<BundleNet> nets = new ArrayList<>();

    /** Nothing is known of these bundles yet. */
    public Standings(Bundles bundles) {
        for (int bundle = 0; bundle < bundles.count(); bundle++) {
            nets.add(new BundleNet());
        }
    }

    /**
     * Adds a block of held-out items.
     *
     * @param sums over all rows of the model
     * @param exponents e_v, one per item
     */
    public void add(BundleSums sums, int[] exponents) {
        if (sums.bundles().count() != nets.size() || sums.queries() != exponents.length) {
            throw new IllegalArgumentException("sums are over " + sums.bundles().count() + " bundles and "
                    + sums.queries() + " items, want " + nets.size() + " and " + exponents.length);
        }
        for (int bundle = 0; bundle < nets.size(); bundle++) {
            for (int v = 0; v < exponents.length; v++) {
                nets.get(bundle).add(exponents[v], sums.sum(bundle, v), sums.total(v));
            }
        }
    }

    /** What one bundle did so far. */
    public BundleNet net(int bundle) {
        return nets.get(bundle);
    }

    /** The standing of every bundle by a rule. */
    public int[] by(PayRule rule) {
        return nets.stream().mapToInt(rule::standing).toArray();
    }
}
