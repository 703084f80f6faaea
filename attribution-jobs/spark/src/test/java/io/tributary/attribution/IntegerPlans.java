// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.util.QueryExecutionListener;
import scala.jdk.javaapi.CollectionConverters;

/** Looks at every plan that Spark ran for columns and expressions of a floating-point type. */
final class IntegerPlans implements QueryExecutionListener {
    private final AtomicInteger seen = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> floating = new ConcurrentLinkedQueue<>();

    static boolean isFloating(DataType type) {
        return type.existsRecursively(part -> part.equals(DataTypes.DoubleType) || part.equals(DataTypes.FloatType));
    }

    @Override
    public void onSuccess(String name, QueryExecution execution, long nanos) {
        look(execution.analyzed());
    }

    @Override
    public void onFailure(String name, QueryExecution execution, Exception failure) {
        floating.add(name + " failed: " + failure);
    }

    private void look(LogicalPlan plan) {
        seen.incrementAndGet();
        CollectionConverters.asJava(plan.output()).forEach(this::look);
        CollectionConverters.asJava(plan.expressions()).forEach(this::look);
        CollectionConverters.asJava(plan.children()).forEach(this::look);
    }

    private void look(Expression expression) {
        if (type(expression).filter(IntegerPlans::isFloating).isPresent()) {
            floating.add(expression.toString());
        }
        CollectionConverters.asJava(expression.children()).forEach(this::look);
    }

    /** What has no value, as an order of a sort, has no type either, and says so by an exception that Scala does not declare. */
    private static Optional<DataType> type(Expression expression) {
        try {
            return expression.resolved() ? Optional.of(expression.dataType()) : Optional.empty();
        } catch (Exception e) {
            return Optional.empty();
        }
    }

    /** Number of plan nodes. */
    int seen() {
        return seen.get();
    }

    /** What is floating, or failed. */
    List<String> floating() {
        return List.copyOf(floating);
    }
}
