// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.pay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.evaluation.data.Item;
import io.tributary.influence.BundlesRule;
import io.tributary.influence.PayRule;
import io.tributary.influence.RowsRule;
import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PayFidelityTest {
    private static final DataSet DIGITS = DataFolder.ofCheckout().read(DataSetName.DIGITS, 21);

    @Test
    void twentyContributorsAreMixedAsPromised() {
        MixedContributors mixed = MixedContributors.of(DIGITS, 21);
        Map<String, Integer> labels = new HashMap<>();
        DIGITS.train().forEach(item -> labels.put(item.id(), item.label()));
        assertThat(mixed.names()).hasSize(20);
        assertThat(mixed.careless().stream().filter(share -> share > 0)).hasSize(8);
        Set<Integer> sizes = new HashSet<>();
        for (int u = 0; u < 20; u++) {
            String name = mixed.names().get(u);
            List<Item> own = mixed.data().train().stream()
                    .filter(item -> item.contributor().equals(name))
                    .toList();
            sizes.add(own.size());
            long wrong = own.stream()
                    .filter(item -> item.label() != labels.getOrDefault(item.id(), -1))
                    .count();
            assertThat(wrong).as(name).isEqualTo(Math.round(mixed.careless().get(u) * own.size()));
        }
        assertThat(sizes).contains(20, 80).hasSize(20);
        Set<String> test = new HashSet<>();
        mixed.data().test().forEach(item -> test.add(item.id()));
        assertThat(mixed.data().train()).noneMatch(item -> test.contains(item.id()));
        assertThat(MixedContributors.of(DIGITS, 21)).isEqualTo(mixed);
        assertThatThrownBy(() -> MixedContributors.of(DIGITS.limited(500, 10), 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("want 600 or more");
    }

    @Test
    void payFollowsWhatLeavingContributorsOutCosts() {
        PayFidelity fidelity = PayFidelity.of(DIGITS, PayRule.ALL, 21, count -> {});
        double rows = fidelity.correlation(new RowsRule().id());
        for (BundlesRule bundles :
                List.of(new BundlesRule(), BundlesRule.limited(), BundlesRule.rooted(), BundlesRule.answering())) {
            assertThat(fidelity.correlation(bundles.id()))
                    .as(bundles.id())
                    .isGreaterThanOrEqualTo(0.75)
                    .isGreaterThan(rows);
        }
        assertThat(fidelity.correlation(PayFidelity.REFERENCE)).isGreaterThan(0.9);
    }

    @Test
    void sharesAreAWholeAndDoNotDependOnTheOrderOfTheRows() {
        DataSet dealt = MixedContributors.of(DIGITS.limited(1200, 50), 22).data();
        List<Item> reversed = new ArrayList<>(dealt.train());
        Collections.reverse(reversed);
        SortedMap<String, Double> rows = PayShares.of(dealt, 22).under(new RowsRule());
        SortedMap<String, Double> again =
                PayShares.of(trainedOn(reversed, dealt), 22).under(new RowsRule());
        assertThat(rows.values().stream().mapToDouble(Double::doubleValue).sum())
                .isCloseTo(1, Offset.offset(1e-9));
        rows.forEach((name, share) ->
                assertThat(again.getOrDefault(name, -1.0)).as(name).isCloseTo(share, Offset.offset(1e-12)));
    }

    private static DataSet trainedOn(List<Item> train, DataSet data) {
        return new DataSet(
                data.name(),
                data.shape(),
                data.labels(),
                train,
                data.heldOut(),
                data.queries(),
                data.test(),
                data.dictionary());
    }
}
