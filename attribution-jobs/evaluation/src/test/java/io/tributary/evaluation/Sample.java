// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSet;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.evaluation.data.Item;
import io.tributary.influence.Shape;
import io.tributary.influence.SparseRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Small data sets for tests. */
public final class Sample {
    private Sample() {}

    /** Three digits at half the resolution, so that brute force is quick: 3 classes, 17 features. */
    public static DataSet threeDigits(int trainRows, int queryRows, long seed) {
        DataSet digits = DataFolder.ofCheckout().read(DataSetName.DIGITS, seed);
        return new DataSet(
                DataSetName.DIGITS,
                new Shape(3, 17, 4, 1 << 16),
                List.of("0", "1", "2"),
                shrunk(digits.train(), trainRows),
                shrunk(digits.heldOut(), 40),
                shrunk(digits.queries(), queryRows),
                shrunk(digits.test(), 40),
                Optional.empty());
    }

    private static List<Item> shrunk(List<Item> items, int count) {
        List<Item> shrunk = new ArrayList<>();
        for (Item item : items) {
            if (item.label() < 3 && shrunk.size() < count) {
                shrunk.add(new Item(item.id(), halved(item.features()), item.label(), item.contributor(), item.text()));
            }
        }
        return shrunk;
    }

    /** Every 2 x 2 block becomes its mean. */
    private static SparseRow halved(SparseRow row) {
        byte[] dense = row.toDense();
        byte[] half = new byte[17];
        for (int j = 0; j < 64; j++) {
            half[j / 16 * 4 + j % 8 / 2] += dense[j] / 4;
        }
        half[16] = 16;
        return SparseRow.ofDense(half);
    }
}
