// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;

/**
 * Decides from Spark's own parse tree, not from the text, whether a statement only reads. Reading is a query without
 * any command inside, {@code SHOW}, {@code DESCRIBE} or {@code EXPLAIN} (which plans and does not run).
 */
final class ReadOnlyStatement {

    /**
     * Maintenance that rewrites files and keeps every row and every tag. Expiry is not among them: the seal reads
     * watermarks from snapshot properties.
     */
    static final Set<String> MAINTENANCE =
            Set.of("rewrite_data_files", "rewrite_manifests", "rewrite_position_delete_files");

    private static final Pattern CALL =
            Pattern.compile("\\s*call\\s+lake\\s*\\.\\s*system\\s*\\.\\s*([a-z_]+)\\s*\\(.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private ReadOnlyStatement() {}

    /**
     * Passes a statement that only reads.
     *
     * @throws InvalidInputException if it does not parse or would change something
     */
    static void require(SparkSession spark, String statement) {
        LogicalPlan plan = parse(spark, statement);
        String kind = plan.getClass().getSimpleName();
        if (kind.startsWith("Show") || kind.startsWith("Describe") || kind.startsWith("Explain")) {
            return;
        }
        boolean writes = plan.exists(node -> node instanceof Command || node instanceof ParsedStatement);
        if (writes) {
            throw new InvalidInputException("statement would change the lake (" + kind
                    + "); want SELECT, SHOW, DESCRIBE or EXPLAIN");
        }
    }

    /**
     * Passes a call of one of the {@link #MAINTENANCE} procedures.
     *
     * @throws InvalidInputException if it is anything else
     */
    static void requireMaintenance(SparkSession spark, String statement) {
        Matcher call = CALL.matcher(statement);
        if (!call.matches() || !MAINTENANCE.contains(call.group(1).toLowerCase(Locale.ROOT))) {
            throw new InvalidInputException("maintenance statement is none of CALL lake.system." + MAINTENANCE.stream().sorted().toList());
        }
        parse(spark, statement);
    }

    private static LogicalPlan parse(SparkSession spark, String statement) {
        try {
            return ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().sqlParser().parsePlan(statement);
        } catch (ParseException e) {
            throw new InvalidInputException("statement does not parse: " + SqlJob.firstLine(e.getMessage()), e);
        }
    }
}
