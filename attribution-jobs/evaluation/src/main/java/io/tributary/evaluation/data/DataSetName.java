// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.data;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The data sets that come with the code. */
public enum DataSetName {
    /** Handwritten digits, 8 x 8. */
    DIGITS,
    /** Fashion-MNIST at 14 x 14. */
    FASHION14,
    /** State of the Union addresses by era. */
    SPEECHES;

    /** The data set with this name in lower case. */
    public static DataSetName of(String name) {
        for (DataSetName value : values()) {
            if (value.toString().equals(name)) {
                return value;
            }
        }
        String known = Arrays.stream(values()).map(DataSetName::toString).collect(Collectors.joining(", "));
        throw new InvalidInputException("data set is '" + name + "', want one of " + known);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
