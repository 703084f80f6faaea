// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.method;

import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** All methods that are compared, ours first. */
public final class Methods {
    private Methods() {}

    /** All of them, in the order of the tables. */
    public static List<Method> all() {
        return List.of(
                new IntegerInfluence(),
                new FloatInfluence(),
                new Trak(),
                new TracIn(),
                GradientProduct.RPS,
                GradientProduct.GRAD_DOT,
                GradientProduct.GRAD_COS);
    }

    /**
     * Those with these names, in the order of the tables; all for an empty list.
     *
     * @throws InvalidInputException if there is no method of a name
     */
    public static List<Method> named(List<String> names) {
        List<String> unknown = new ArrayList<>(names);
        all().forEach(method -> unknown.remove(method.id()));
        if (!unknown.isEmpty()) {
            throw new InvalidInputException("method is '" + unknown.get(0) + "', want some of "
                    + String.join(", ", all().stream().map(Method::id).toList()));
        }
        return all().stream()
                .filter(method -> names.isEmpty() || names.contains(method.id()))
                .toList();
    }
}
