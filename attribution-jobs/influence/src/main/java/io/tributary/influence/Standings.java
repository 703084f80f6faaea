// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Collects what the bundles of a model version did on the held-out items, block of items by block, and gives their standings. */
public final class Standings {
    private final Bundles bundles;
    private final List<BundleNet> nets;
    private final List<BundleNet> contributors;

    /** Nothing is known of these bundles yet. */
    public Standings(Bundles bundles) {
        this.bundles = bundles;
        this.nets = nets(bundles.count());
        this.contributors = nets(bundles.contributors().size());
    }

    private static List<BundleNet> nets(int count) {
        List<BundleNet> nets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            nets.add(new BundleNet());
        }
        return nets;
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
        // Each row is in one bundle of the first lot.
        long[][] ofContributors = new long[contributors.size()][exponents.length];
        for (int bundle = 0; bundle < nets.size(); bundle++) {
            long[] all = ofContributors[bundles.contributor(bundle)];
            for (int v = 0; v < exponents.length; v++) {
                long sum = sums.sum(bundle, v);
                nets.get(bundle).add(exponents[v], sum, sums.total(v));
                all[v] = Math.addExact(all[v], bundles.lot(bundle) == 0 ? sum : 0);
            }
        }
        for (int contributor = 0; contributor < ofContributors.length; contributor++) {
            for (int v = 0; v < exponents.length; v++) {
                contributors.get(contributor).add(exponents[v], ofContributors[contributor][v], sums.total(v));
            }
        }
    }

    /** What one bundle did so far. */
    public BundleNet net(int bundle) {
        return nets.get(bundle);
    }

    /** The standing of every bundle by a rule. */
    public int[] by(PayRule rule) {
        int[] ofContributors =
                contributors.stream().mapToInt(rule::contributorStanding).toArray();
        return IntStream.range(0, nets.size())
                .map(bundle ->
                        PayRule.standing(rule.standing(nets.get(bundle)), ofContributors[bundles.contributor(bundle)]))
                .toArray();
    }
}
