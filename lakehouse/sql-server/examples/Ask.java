// SPDX-License-Identifier: Apache-2.0
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;

/**
 * Asks the SQL server one question over JDBC and prints the rows, columns separated by tabs:
 * {@code java --add-opens=java.base/java.nio=ALL-UNNAMED -cp flight-sql-jdbc-driver-18.1.0.jar Ask.java URL USER PASSWORD QUERY}.
 */
public final class Ask {
    private Ask() {}

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection(arguments[0], arguments[1], arguments[2]);
                ResultSet rows = connection.createStatement().executeQuery(arguments[3])) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                StringBuilder line = new StringBuilder();
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    line.append(column == 1 ? "" : "\t").append(rows.getObject(column));
                }
                System.out.println(line);
            }
        }
    }
}
