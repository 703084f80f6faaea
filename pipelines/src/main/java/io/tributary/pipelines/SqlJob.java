// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.process.ParentWatch;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Runs one read-only statement over the lake and prints its rows to standard output:
 * {@code --config FILE [--home DIR] --query SQL [--format table|jsonl|csv|parquet] [--out FILE] [--pin FILE] [--pinned FILE]
 * [--maintenance]}. With
 * {@code --maintenance} it runs maintenance procedures instead, which rewrite files and change no row: a {@code --query} each.
 */
public final class SqlJob {
    private static final String MAINTENANCE = "--maintenance";
    private static final Set<String> OPTIONS =
            Set.of("--config", "--home", "--query", "--format", "--out", "--pin", "--pinned");

    private SqlJob() {}

    /** Entry of the process. */
    public static void main(String[] arguments) {
        ParentWatch.start();
        System.exit(JobMain.exitCode(() -> run(arguments)));
    }

    private static void run(String[] arguments) {
        boolean maintenance = List.of(arguments).contains(MAINTENANCE);
        String[] pairs = Arrays.stream(arguments)
                .filter(argument -> !argument.equals(MAINTENANCE))
                .toArray(String[]::new);
        Map<String, String> options = JobMain.options(pairs, OPTIONS);
        Configuration configuration = JobMain.configuration(options);
        String format = options.getOrDefault("--format", "table");
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        if (maintenance) {
            JobMain.required(options, "--query");
            RowFormat rowFormat = RowFormat.of(format);
            try (LakeSession session = LakeSession.open(configuration, "tributary sql")) {
                for (int i = 0; i < pairs.length; i += 2) {
                    if (pairs[i].equals("--query")) {
                        print(session.spark(), pairs[i + 1], Access.MAINTAIN, rowFormat, out);
                    }
                }
            }
        } else {
            SqlAnswer answer = new SqlAnswer(
                    Optional.ofNullable(options.get("--query")),
                    format.equalsIgnoreCase("parquet") ? Optional.empty() : Optional.of(RowFormat.of(format)),
                    Optional.ofNullable(options.get("--out")).map(Path::of),
                    Optional.ofNullable(options.get("--pin")).map(Path::of),
                    Optional.ofNullable(options.get("--pinned")).map(Path::of));
            try (LakeSession session = LakeSession.openToRead(configuration, "tributary sql")) {
                answer.give(session.spark(), out);
            }
        }
        out.flush();
    }

    /** What a statement may do. */
    enum Access {
        /** Query, show, describe, explain. */
        READ,
        /** Call one of the maintenance procedures. */
        MAINTAIN
    }

    /**
     * Runs the statement and prints its rows.
     *
     * @throws InvalidInputException if the statement is not allowed or Spark refuses it, with Spark's first sentence
     */
    static void print(SparkSession spark, String query, Access access, RowFormat format, PrintStream out) {
        if (access == Access.MAINTAIN) {
            ReadOnlyStatement.requireMaintenance(spark, query);
        } else {
            ReadOnlyStatement.require(spark, query);
        }
        try {
            Dataset<Row> rows = spark.sql(query);
            format.print(rows.schema(), rows.toLocalIterator(), out);
        } catch (TributaryException e) {
            throw e;
        } catch (Exception e) {
            throw new InvalidInputException(firstLine(String.valueOf(e.getMessage())), e);
        }
        out.flush();
    }

    /** Spark's messages carry the statement and the plan below their first sentence. */
    static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("no message");
    }
}
