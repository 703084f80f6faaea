// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import io.tributary.influence.Dictionary;
import io.tributary.influence.LabelledRow;
import io.tributary.influence.Shape;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.Optional;

/**
 * A data set as integer rows, divided by a seed into four parts that share no item.
 *
 * @param name which one
 * @param shape the model that is trained on it
 * @param labels names of the classes
 * @param train rows that models are trained on
 * @param heldOut the committed held-out set: what decides which rows may earn
 * @param queries what users ask
 * @param test what no rule ever sees: the loss that a rule is judged by is taken here
 * @param dictionary the committed vocabulary, empty for images
 */
public record DataSet(
        DataSetName name,
        Shape shape,
        List<String> labels,
        List<Item> train,
        List<Item> heldOut,
        List<Item> queries,
        List<Item> test,
        Optional<Dictionary> dictionary) {
    /** Copies the lists and checks every row against the shape. */
    public DataSet {
        labels = List.copyOf(labels);
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
        queries = List.copyOf(queries);
        test = List.copyOf(test);
        if (labels.size() != shape.classes()) {
            throw new IllegalArgumentException(
                    "data set has " + labels.size() + " labels, want " + shape.classes() + " as in its shape");
        }
        shape.requireRows(train.size());
        for (List<Item> part : List.of(train, heldOut, queries, test)) {
            for (Item item : part) {
                shape.requireRow(item.features());
                shape.requireClass(item.label());
            }
        }
    }

    /** The rows of some items. */
    public static List<LabelledRow> rows(List<Item> items) {
        return items.stream().map(Item::row).toList();
    }

    /**
     * The same data set with the first rows of each part only.
     *
     * @throws InvalidInputException if a number is not positive
     */
    public DataSet limited(int trainRows, int queryRows) {
        if (trainRows < 1 || queryRows < 1) {
            throw new InvalidInputException(
                    "got " + trainRows + " training rows and " + queryRows + " queries, want 1 or more");
        }
        return new DataSet(
                name,
                shape,
                labels,
                train.subList(0, Math.min(trainRows, train.size())),
                heldOut,
                queries.subList(0, Math.min(queryRows, queries.size())),
                test,
                dictionary);
    }
}
