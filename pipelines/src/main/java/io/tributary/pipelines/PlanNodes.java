// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Tuple2;
import scala.collection.IterableOnce;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Every node of a plan, wherever Spark keeps it: children, the bodies of common table expressions, the subqueries in expressions, and the
 * relation below a time travel. Without recursion, so that no depth overflows the stack.
 */
public final class PlanNodes {
    private PlanNodes() {}

    /** The plan's node and all nodes below it. */
    public static List<LogicalPlan> of(LogicalPlan plan) {
        List<LogicalPlan> nodes = new ArrayList<>();
        Deque<LogicalPlan> ahead = new ArrayDeque<>();
        ahead.push(plan);
        while (!ahead.isEmpty()) {
            LogicalPlan node = ahead.pop();
            nodes.add(node);
            CollectionConverters.asJava(node.children()).forEach(ahead::push);
            for (Object inner : CollectionConverters.asJava(node.innerChildren())) {
                if (inner instanceof LogicalPlan innerPlan) {
                    ahead.push(innerPlan);
                }
            }
            if (node instanceof RelationTimeTravel travel) {
                ahead.push(travel.relation());
            }
            for (Expression expression : expressions(node)) {
                if (expression instanceof PlanExpression<?> subquery && subquery.plan() instanceof LogicalPlan inner) {
                    ahead.push(inner);
                }
            }
        }
        return nodes;
    }

    /**
     * The expressions of one node, and all expressions below them. Spark's own list of a node's expressions leaves out those in maps, which
     * named windows are.
     */
    public static List<Expression> expressions(LogicalPlan node) {
        List<Expression> expressions = new ArrayList<>();
        Deque<Object> ahead = new ArrayDeque<>();
        CollectionConverters.asJava(node.productIterator()).forEachRemaining(ahead::push);
        while (!ahead.isEmpty()) {
            Object part = ahead.pop();
            if (part instanceof Expression expression) {
                expressions.add(expression);
                CollectionConverters.asJava(expression.children()).forEach(ahead::push);
            } else if (part instanceof IterableOnce<?> several) {
                CollectionConverters.asJava(several.iterator()).forEachRemaining(ahead::push);
            } else if (part instanceof Tuple2<?, ?> pair) {
                ahead.push(pair._1());
                ahead.push(pair._2());
            }
        }
        return expressions;
    }
}
