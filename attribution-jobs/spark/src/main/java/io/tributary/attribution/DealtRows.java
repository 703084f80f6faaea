// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.influence.Bundles;
import io.tributary.influence.LotSeed;
import io.tributary.influence.OwnedRow;
import io.tributary.influence.PayRule;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The rows of a model dealt into bundles, for tasks. The ids of all rows are held in memory, by the driver and each executor.
 *
 * @param rule the rule's id
 * @param rowIds by number
 * @param bundles by the rows' numbers
 */
record DealtRows(String rule, List<String> rowIds, Bundles bundles, Map<OwnedRow, Integer> numbers)
        implements Serializable {

    /** Deals the rows, which may come in any order. */
    static DealtRows of(PayRule rule, LotSeed seed, List<OwnedRow> rows) {
        List<String> rowIds = new ArrayList<>();
        HashMap<OwnedRow, Integer> numbers = new HashMap<>();
        for (OwnedRow row : rows) {
            numbers.put(row, rowIds.size());
            rowIds.add(row.rowId());
        }
        return new DealtRows(rule.id(), rowIds, rule.deal(seed, rows), numbers);
    }

    /** The rule that dealt them. */
    PayRule payRule() {
        return PayRule.find(rule).orElseThrow();
    }

    /** The number of a row of the model. */
    int number(OwnedRow row) {
        return Objects.requireNonNull(numbers.get(row), row.rowId());
    }

    /** The ids of each bundle's rows, ascending by number. */
    List<List<String>> members() {
        List<List<String>> members = new ArrayList<>();
        for (int bundle = 0; bundle < bundles.count(); bundle++) {
            members.add(new ArrayList<>());
        }
        for (int row = 0; row < bundles.rows(); row++) {
            for (int lot = 0; lot < bundles.lots(); lot++) {
                members.get(bundles.bundle(lot, row)).add(rowIds.get(row));
            }
        }
        return members;
    }
}
