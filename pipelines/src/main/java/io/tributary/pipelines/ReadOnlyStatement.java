// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.error.InvalidInputException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.ExpressionWithUnresolvedIdentifier;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.CallMethodViaReflection;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.catalyst.plans.logical.RebalancePartitions;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionOperation;
import org.apache.spark.sql.execution.command.ExplainCommand;

/**
 * Decides from Spark's own parse tree, not from the text, whether a statement only reads: {@code SHOW},
 * {@code DESCRIBE}, {@code EXPLAIN} (which plans and does not run), or a query that is made of nothing but the known
 * building blocks of queries, down to common table expressions and subqueries. What is not known is refused, so a
 * statement that a newer Spark adds does not slip through.
 */
public final class ReadOnlyStatement {

    /**
     * Maintenance that rewrites files and keeps every row and every tag. Expiry is not among them: the seal reads
     * watermarks from snapshot properties.
     */
    static final Set<String> MAINTENANCE =
            Set.of("rewrite_data_files", "rewrite_manifests", "rewrite_position_delete_files");

    private static final Set<String> QUERY_NODES = Set.of(
            "Aggregate",
            "AsOfJoin",
            "Deduplicate",
            "Distinct",
            "Except",
            "Expand",
            "Filter",
            "Generate",
            "GlobalLimit",
            "Intersect",
            "Join",
            "LateralJoin",
            "LocalLimit",
            "LocalRelation",
            "Offset",
            "OneRowRelation",
            "Pivot",
            "Project",
            "Range",
            "RelationTimeTravel",
            "Repartition",
            "RepartitionByExpression",
            "Sample",
            "Sort",
            "SubqueryAlias",
            "Union",
            "Unpivot",
            "UnresolvedHaving",
            "UnresolvedHint",
            "UnresolvedInlineTable",
            "UnresolvedRelation",
            "UnresolvedSubqueryColumnAliases",
            "UnresolvedTVFAliases",
            "UnresolvedTableValuedFunction",
            "UnresolvedWith",
            "Window",
            "WithWindowDefinition");

    /** Functions that call any method of the process, to its end too. */
    private static final Set<String> UNSAFE_FUNCTIONS = Set.of("reflect", "java_method", "try_reflect");

    private static final Pattern CALL = Pattern.compile(
            "\\s*call\\s+lake\\s*\\.\\s*system\\s*\\.\\s*([a-z_]+)\\s*\\(.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** A literal that Spark would write out, digit for digit, while it parses. */
    private static final Pattern ENDLESS_NUMBER = Pattern.compile("[0-9.]E[+-]?[0-9]{4,}BD", Pattern.CASE_INSENSITIVE);

    private static final int PARTITIONS_MAX = 1_000;

    private ReadOnlyStatement() {}

    /**
     * Passes a statement that only reads.
     *
     * @throws InvalidInputException if it does not parse or would change something
     */
    public static void require(SparkSession spark, String statement) {
        LogicalPlan plan = parse(spark, statement);
        StatementSize.requireModest(plan);
        String kind = plan.getClass().getSimpleName();
        boolean looksAround = kind.startsWith("Show") || kind.startsWith("Describe") || kind.startsWith("Explain");
        if (plan instanceof ExplainCommand explained) {
            PlanNodes.of(explained.logicalPlan()).forEach(ReadOnlyStatement::requireSafeFunctions);
        }
        PlanNodes.of(plan).forEach(node -> {
            requireSafeFunctions(node);
            if (!looksAround) {
                requireQueryNode(node);
            }
        });
    }

    /**
     * Passes a query, and nothing that only looks around either.
     *
     * @return its parse tree
     * @throws InvalidInputException if it does not parse or is anything else
     */
    public static LogicalPlan requireQuery(SparkSession spark, String statement) {
        LogicalPlan plan = parse(spark, statement);
        StatementSize.requireModest(plan);
        PlanNodes.of(plan).forEach(node -> {
            requireSafeFunctions(node);
            requireQueryNode(node);
        });
        return plan;
    }

    private static void requireQueryNode(LogicalPlan node) {
        String kind = node.getClass().getSimpleName();
        if (!QUERY_NODES.contains(kind)) {
            throw new InvalidInputException("statement holds " + kind
                    + ", which may change something or tell too much; want SELECT, or, without an organisation's rows,"
                    + " SHOW, DESCRIBE or EXPLAIN");
        }
    }

    private static void requireSafeFunctions(LogicalPlan node) {
        for (Expression expression : PlanNodes.expressions(node)) {
            if (expression instanceof UnresolvedFunction function
                    && UNSAFE_FUNCTIONS.contains(
                            String.valueOf(function.nameParts().last()).toLowerCase(Locale.ROOT))) {
                throw runsCode(function.nameParts().last());
            }
            if (expression instanceof ExpressionWithUnresolvedIdentifier) {
                throw new InvalidInputException(
                        "statement calls IDENTIFIER, which hides a name until it is resolved; write the name itself");
            }
        }
    }

    /**
     * Passes a resolved statement that calls no code but Spark's own, whatever names it was called by.
     *
     * @throws InvalidInputException if it does
     */
    public static void requireNoCode(LogicalPlan resolved) {
        for (LogicalPlan node : PlanNodes.of(resolved)) {
            for (Expression expression : PlanNodes.expressions(node)) {
                if (expression instanceof CallMethodViaReflection) {
                    throw runsCode(expression.prettyName());
                }
            }
        }
    }

    /**
     * Passes a resolved statement that does not ask to be cut into more parts than Spark can plan at once: each is an object in the process
     * that serves everybody, before any limit of time holds.
     *
     * @throws InvalidInputException if it does
     */
    public static void requireFewPartitions(LogicalPlan resolved) {
        for (LogicalPlan node : PlanNodes.of(resolved)) {
            long partitions = 0;
            if (node instanceof Range range && range.numSlices().isDefined()) {
                partitions = (Integer) range.numSlices().get();
            } else if (node instanceof RepartitionOperation repartition) {
                partitions = repartition.numPartitions();
            } else if (node instanceof RebalancePartitions rebalance
                    && rebalance.optNumPartitions().isDefined()) {
                partitions = (Integer) rebalance.optNumPartitions().get();
            }
            if (partitions > PARTITIONS_MAX) {
                throw new InvalidInputException("statement asks for " + partitions + " partitions, want at most "
                        + PARTITIONS_MAX + "; leave their number out");
            }
        }
    }

    private static InvalidInputException runsCode(String function) {
        return new InvalidInputException("statement calls " + function + ", which runs any code; leave it out");
    }

    /**
     * Passes a call of one of the {@link #MAINTENANCE} procedures.
     *
     * @throws InvalidInputException if it is anything else
     */
    static void requireMaintenance(SparkSession spark, String statement) {
        Matcher call = CALL.matcher(statement);
        if (!call.matches() || !MAINTENANCE.contains(call.group(1).toLowerCase(Locale.ROOT))) {
            throw new InvalidInputException("maintenance statement is none of CALL lake.system."
                    + MAINTENANCE.stream().sorted().toList());
        }
        parse(spark, statement);
    }

    /**
     * The parse tree of any statement.
     *
     * @throws InvalidInputException if it does not parse
     */
    public static LogicalPlan parse(SparkSession spark, String statement) {
        if (ENDLESS_NUMBER.matcher(statement).find()) {
            throw new InvalidInputException(
                    "statement holds a number with an exponent of thousands; no column holds so large a number");
        }
        try {
            return ((org.apache.spark.sql.classic.SparkSession) spark)
                    .sessionState()
                    .sqlParser()
                    .parsePlan(statement);
        } catch (StackOverflowError e) {
            throw new InvalidInputException("statement is nested too deeply; split it", e);
        } catch (Exception e) {
            // Parse errors are checked exceptions that the signature does not declare; scripts have errors of their
            // own.
            throw new InvalidInputException(
                    "statement does not parse: " + SqlJob.firstLine(String.valueOf(e.getMessage())), e);
        }
    }
}
