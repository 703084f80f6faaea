// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.error.InvalidInputException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** How query results are printed. Integers of any size are printed exactly; floating point is printed as text. */
enum RowFormat {
    /** Columns aligned for reading on a terminal. */
    TABLE {
        @Override
        void print(StructType schema, Iterator<Row> rows, PrintStream out) {
            List<String[]> lines = new ArrayList<>();
            lines.add(schema.fieldNames());
            rows.forEachRemaining(row -> lines.add(cells(row)));
            int[] widths = new int[schema.length()];
            for (String[] line : lines) {
                for (int column = 0; column < widths.length; column++) {
                    widths[column] = Math.max(widths[column], line[column].length());
                }
            }
            for (int i = 0; i < lines.size(); i++) {
                out.println(aligned(lines.get(i), widths));
                if (i == 0) {
                    String[] rule = Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new);
                    out.println(aligned(rule, widths));
                }
            }
        }
    },
    /** One JSON object a line, keys in column order; integers are JSON integers, floating point a JSON string. */
    JSONL {
        @Override
        void print(StructType schema, Iterator<Row> rows, PrintStream out) {
            rows.forEachRemaining(row -> out.println(jsonLine(row)));
        }
    },
    /**
     * RFC 4180 with a header line. Text that a spreadsheet would take for a formula is led by an apostrophe: who opens the file must not
     * run what a contributor wrote.
     */
    CSV {
        @Override
        void print(StructType schema, Iterator<Row> rows, PrintStream out) {
            out.print(csvLine(guarded(schema.fieldNames())));
            rows.forEachRemaining(row -> {
                String[] cells = cells(row);
                String[] guarded = guarded(cells);
                for (int column = 0; column < cells.length; column++) {
                    if (!row.isNullAt(column) && row.get(column) instanceof Number) {
                        guarded[column] = cells[column];
                    }
                }
                out.print(csvLine(guarded));
            });
        }
    };

    private static final String FORMULA_STARTS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20";

    /** The format of that name, case ignored. */
    static RowFormat of(String name) {
        for (RowFormat format : values()) {
            if (format.name().equalsIgnoreCase(name)) {
                return format;
            }
        }
        throw new InvalidInputException("format is '" + name + "', want table, jsonl or csv");
    }

    abstract void print(StructType schema, Iterator<Row> rows, PrintStream out);

    private static String[] cells(Row row) {
        String[] cells = new String[row.length()];
        for (int column = 0; column < cells.length; column++) {
            cells[column] = row.isNullAt(column) ? "" : cell(row.get(column));
        }
        return cells;
    }

    private static String cell(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        StringBuilder json = new StringBuilder();
        appendValue(json, value);
        String text = json.toString();
        return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }

    /** One row as a line of JSON, without its end. */
    static String jsonLine(Row row) {
        StringBuilder line = new StringBuilder();
        appendObject(line, row);
        return line.toString();
    }

    private static String[] guarded(String[] cells) {
        return Arrays.stream(cells)
                .map(cell -> !cell.isEmpty() && FORMULA_STARTS.indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell)
                .toArray(String[]::new);
    }

    private static String aligned(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.length; column++) {
            String cell = cells[column].replace('\n', ' ').replace('\r', ' ');
            line.append(column == 0 ? "" : "  ").append(cell).append(" ".repeat(widths[column] - cell.length()));
        }
        return line.toString().stripTrailing();
    }

    private static String csvLine(String[] cells) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.length; column++) {
            String cell = cells[column];
            boolean quoted = cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            line.append(column == 0 ? "" : ",").append(quoted ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
        }
        return line.append("\r\n").toString();
    }

    private static void appendObject(StringBuilder out, Row row) {
        out.append('{');
        for (int column = 0; column < row.length(); column++) {
            out.append(column == 0 ? "" : ",");
            appendString(out, row.schema().fieldNames()[column]);
            out.append(':');
            appendValue(out, row.get(column));
        }
        out.append('}');
    }

    private static void appendValue(StringBuilder out, Object value) {
        if (value == null || value instanceof Boolean || isWhole(value)) {
            out.append(value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value));
        } else if (value instanceof Row row) {
            appendObject(out, row);
        } else if (value instanceof scala.collection.Map<?, ?> map) {
            appendMap(out, scala.jdk.javaapi.CollectionConverters.asJava(map));
        } else if (value instanceof scala.collection.Iterable<?> sequence) {
            appendArray(out, scala.jdk.javaapi.CollectionConverters.asJava(sequence));
        } else {
            appendString(out, value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString());
        }
    }

    private static boolean isWhole(Object value) {
        return value instanceof Byte
                || value instanceof Short
                || value instanceof Integer
                || value instanceof Long
                || value instanceof BigDecimal decimal && decimal.scale() <= 0;
    }

    private static void appendMap(StringBuilder out, Map<?, ?> map) {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            separator = ",";
            appendString(out, String.valueOf(entry.getKey()));
            out.append(':');
            appendValue(out, entry.getValue());
        }
        out.append(map.isEmpty() ? "{}" : "}");
    }

    private static void appendArray(StringBuilder out, Iterable<?> values) {
        out.append('[');
        String separator = "";
        for (Object value : values) {
            out.append(separator);
            separator = ",";
            appendValue(out, value);
        }
        out.append(']');
    }

    private static void appendString(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
