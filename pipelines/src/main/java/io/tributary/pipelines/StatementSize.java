// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.error.InvalidInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/**
 * How large a statement is once its common table expressions are written out, which Spark does as soon as it resolves them, before any
 * limit of time or rows holds: twenty that each name the one before twice are a million. Told from the parse tree. Names are taken as if
 * they all were visible everywhere, so a statement may count as larger than it is, never as smaller.
 */
final class StatementSize {
    private static final int STEPS_MAX = 10_000;

    /** A view is written out too. */
    private static final int STEPS_OF_RELATION = 20;

    /** Sums end here: they double with each name. */
    private static final long STEPS_TOLD_MAX = 1_000_000_000_000L;

    private final Map<String, List<LogicalPlan>> bodies = new HashMap<>();
    private final Map<String, Long> known = new HashMap<>();

    private StatementSize(List<LogicalPlan> nodes) {
        for (LogicalPlan node : nodes) {
            if (node instanceof UnresolvedWith with) {
                for (Tuple2<String, SubqueryAlias> named : CollectionConverters.asJava(with.cteRelations())) {
                    bodies.computeIfAbsent(named._1().toLowerCase(Locale.ROOT), missing -> new ArrayList<>())
                            .add(named._2());
                }
            }
        }
    }

    /**
     * Passes a statement of a size that can be resolved and planned.
     *
     * @throws InvalidInputException if it is larger
     */
    static void requireModest(LogicalPlan parsed) {
        try {
            List<LogicalPlan> nodes = PlanNodes.of(parsed);
            long steps = new StatementSize(nodes).steps(nodes);
            if (steps > STEPS_MAX) {
                throw new InvalidInputException(String.format(
                        Locale.ROOT,
                        "statement has %d steps with its common table expressions written out, want at most %d"
                                + " (a table or view counts as %d); split it",
                        steps,
                        STEPS_MAX,
                        STEPS_OF_RELATION));
            }
        } catch (StackOverflowError e) {
            throw new InvalidInputException("statement is nested too deeply; split it", e);
        }
    }

    private long steps(List<LogicalPlan> nodes) {
        long steps = nodes.size();
        for (LogicalPlan node : nodes) {
            if (node instanceof UnresolvedRelation relation) {
                List<String> parts = CollectionConverters.asJava(relation.multipartIdentifier());
                String name = parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
                steps = Math.min(
                        STEPS_TOLD_MAX, steps + (bodies.containsKey(name) ? stepsOf(name) : STEPS_OF_RELATION));
            }
        }
        return steps;
    }

    private long stepsOf(String name) {
        Long before = known.get(name);
        if (before != null) {
            return before;
        }
        // A name within its own body is that of a table.
        known.put(name, (long) STEPS_OF_RELATION);
        long most = 0;
        for (LogicalPlan body : bodies.getOrDefault(name, List.of())) {
            most = Math.max(most, steps(PlanNodes.of(body)));
        }
        known.put(name, most);
        return most;
    }
}
