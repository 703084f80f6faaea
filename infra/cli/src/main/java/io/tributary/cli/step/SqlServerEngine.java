// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import io.tributary.cli.Workspace;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.tables.SqlServerFiles;
import java.util.List;
import java.util.Locale;

/** What can answer SQL over JDBC. */
public enum SqlServerEngine {
    /** One Spark session behind Arrow Flight SQL. */
    EMBEDDED("io.tributary.sqlserver.SqlServer") {
        @Override
        String url(Workspace workspace, SqlServerFiles files, String port) {
            return "jdbc:arrow-flight-sql://127.0.0.1:" + port + "/?useSystemTrustStore=false&tlsRootCerts="
                    + files.certificate();
        }

        @Override
        String driver() {
            return "org.apache.arrow:flight-sql-jdbc-driver:18.1.0; JVM flag --add-opens=java.base/java.nio=ALL-UNNAMED";
        }

        @Override
        public List<String> options(Workspace workspace) {
            return SparkJobs.options(workspace, SparkJobs.Work.LIGHT);
        }
    },
    /** Trino, in a JVM that ours looks after. */
    TRINO("io.tributary.sqlserver.trino.TrinoServer") {
        @Override
        String url(Workspace workspace, SqlServerFiles files, String port) {
            return "jdbc:trino://" + workspace.configuration().text(Key.SQL_SERVER_TRINO_ADDRESS) + ":" + port
                    + "/lake?SSL=true&SSLTrustStorePath=" + files.certificate();
        }

        @Override
        String driver() {
            return "io.trino:trino-jdbc:476";
        }

        @Override
        public List<String> options(Workspace workspace) {
            return List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");
        }
    };

    private final String mainClass;

    SqlServerEngine(String mainClass) {
        this.mainClass = mainClass;
    }

    /**
     * The engine of that name.
     *
     * @throws InvalidInputException if there is none
     */
    public static SqlServerEngine of(String name) {
        for (SqlServerEngine engine : values()) {
            if (engine.word().equals(name)) {
                return engine;
            }
        }
        throw new InvalidInputException("engine is '" + name + "', want embedded or trino");
    }

    /** Its name on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String mainClass() {
        return mainClass;
    }

    /** The address that JDBC takes. */
    abstract String url(Workspace workspace, SqlServerFiles files, String port);

    /** The driver's coordinates, and what its JVM needs. */
    abstract String driver();

    /** Options of the server's JVM. */
    public abstract List<String> options(Workspace workspace);
}
