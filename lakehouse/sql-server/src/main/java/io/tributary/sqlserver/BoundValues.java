// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.protocol.error.InvalidInputException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.FlightStream;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.TimeStampMilliTZVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Reads the one row of values that a client binds to a prepared statement. */
final class BoundValues {
    private BoundValues() {}

    /**
     * The values, by parameter.
     *
     * @throws InvalidInputException if there is not one row of them, or a value of a type that nothing can be compared with
     */
    static List<Optional<Object>> read(FlightStream stream) {
        List<Optional<Object>> values = new ArrayList<>();
        int rows = 0;
        while (stream.next()) {
            VectorSchemaRoot root = stream.getRoot();
            rows += root.getRowCount();
            if (rows > 1) {
                throw new InvalidInputException("several rows of values are bound, want one; ask once for each");
            }
            if (root.getRowCount() == 1) {
                root.getFieldVectors()
                        .forEach(
                                vector -> values.add(vector.isNull(0) ? Optional.empty() : Optional.of(value(vector))));
            }
        }
        return values;
    }

    private static Object value(FieldVector vector) {
        if (vector instanceof DateDayVector days) {
            return LocalDate.ofEpochDay(days.get(0));
        }
        if (vector instanceof TimeStampMilliTZVector millis) {
            return Instant.ofEpochMilli(millis.get(0));
        }
        if (vector instanceof TimeStampMicroTZVector micros) {
            return Instant.ofEpochSecond(0, TimeUnit.MICROSECONDS.toNanos(micros.get(0)));
        }
        Object value = vector.getObject(0);
        if (value instanceof Float single) {
            return single.doubleValue();
        }
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        return value instanceof org.apache.arrow.vector.util.Text text ? text.toString() : value;
    }
}
