// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Names and types of the columns, and the rows with every value in one form. */
record Answer(List<String> columns, List<Integer> types, List<List<String>> rows) {
    static Answer of(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData meta = rows.getMetaData();
            List<String> columns = new ArrayList<>();
            List<Integer> types = new ArrayList<>();
            for (int column = 1; column <= meta.getColumnCount(); column++) {
                columns.add(meta.getColumnLabel(column));
                types.add(meta.getColumnType(column));
            }
            List<List<String>> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns.size(); column++) {
                    row.add(text(rows.getObject(column)));
                }
                all.add(row);
            }
            return new Answer(columns, types, all);
        }
    }

    private static String text(Object value) throws SQLException {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Timestamp time) {
            return time.toInstant().toString();
        }
        if (value instanceof Array array) {
            return Arrays.toString((Object[]) array.getArray());
        }
        return String.valueOf(value);
    }

    /** The rows without their order and without a column that only one of the servers hides. */
    List<String> sorted(Set<String> without) {
        return rows.stream()
                .map(row -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < row.size(); i++) {
                        text.append(without.contains(columns.get(i)) ? "-" : row.get(i))
                                .append('|');
                    }
                    return text.toString();
                })
                .sorted()
                .toList();
    }
}
