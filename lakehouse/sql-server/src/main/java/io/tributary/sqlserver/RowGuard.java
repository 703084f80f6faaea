// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.pipelines.LakeSession;
import io.tributary.pipelines.PlanNodes;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.tables.RowPolicy;
import io.tributary.tables.VisibleRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.MonotonicallyIncreasingID;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Keeps the users of an organisation to its rows. After Spark has resolved a statement, with every view opened, each relation that it
 * reads is either covered by the filter of its {@link RowPolicy} or refused; then the plan that will run is walked again, and any leaf that
 * is not known to be harmless or covered ends the statement. So tables, versions, views, joins and subqueries all pass the same gate, and
 * what a new Spark adds is refused until it is known here.
 *
 * <p>Above each filter stands a second one that is always true and, to Spark, not deterministic: the optimiser moves nothing of the
 * statement below it. Otherwise an expression that fails for some values, such as a division, could be evaluated on rows that the filter
 * hides, and its error would tell of them.
 */
final class RowGuard {
    private static final Set<String> HARMLESS_LEAVES =
            Set.of("OneRowRelation", "LocalRelation", "Range", "CTERelationRef");

    private final VisibleRows rows;

    RowGuard(VisibleRows rows) {
        this.rows = rows;
    }

    /**
     * Refuses names that the organisation may not know, with the same words whether or not they exist, before Spark says anything of them.
     *
     * @param parsed the parse tree of a query
     */
    void requireNames(LogicalPlan parsed) {
        for (LogicalPlan node : PlanNodes.of(parsed)) {
            if (node instanceof UnresolvedRelation relation) {
                List<String> parts = new ArrayList<>(CollectionConverters.asJava(relation.multipartIdentifier()));
                if (parts.size() > 1 && parts.get(0).equals(LakeSession.CATALOG)) {
                    parts.remove(0);
                }
                // A name of one part can only be that of a common table expression: there is no default namespace.
                if (parts.size() > 2 || parts.size() == 2 && !rows.mayName(parts.get(0), parts.get(1))) {
                    throw new InvalidInputException("table or view "
                            + String.join(".", CollectionConverters.asJava(relation.multipartIdentifier()))
                            + " is not there for organisation " + rows.organisation());
                }
            }
        }
    }

    /** The resolved plan with every relation covered. */
    LogicalPlan cover(LogicalPlan resolved) {
        return (LogicalPlan) resolved.transformUpWithSubqueries(
                new AbstractPartialFunction<LogicalPlan, LogicalPlan>() {
                    @Override
                    public boolean isDefinedAt(LogicalPlan node) {
                        return node instanceof DataSourceV2Relation relation
                                && !policy(relation).open();
                    }

                    @Override
                    public LogicalPlan apply(LogicalPlan node) {
                        DataSourceV2Relation relation = (DataSourceV2Relation) node;
                        return new Filter(barrier(), new Filter(condition(relation), relation));
                    }
                });
    }

    /** Walks the plan that will run and ends the statement if any leaf is not covered. */
    void requireCovered(LogicalPlan plan) {
        List<LogicalPlan> nodes = PlanNodes.of(plan);
        List<LogicalPlan> covered = new ArrayList<>();
        for (LogicalPlan node : nodes) {
            if (node instanceof Filter outer
                    && outer.child() instanceof Filter inner
                    && inner.child() instanceof DataSourceV2Relation relation
                    && outer.condition().semanticHash() == barrier().semanticHash()
                    && !outer.condition().deterministic()
                    && inner.condition().semanticEquals(condition(relation))) {
                covered.add(relation);
            }
        }
        for (LogicalPlan node : nodes) {
            boolean harmless = !node.children().isEmpty()
                    || HARMLESS_LEAVES.contains(node.getClass().getSimpleName().replace("$", ""))
                    || node instanceof DataSourceV2Relation relation
                            && policy(relation).open()
                    || covered.stream().anyMatch(relation -> relation == node);
            if (!harmless) {
                throw new RefusedException("the statement reads in a way (" + node.nodeName()
                        + ") that is not open to the users of an organisation; ask the tables and views themselves");
            }
        }
    }

    private RowPolicy policy(DataSourceV2Relation relation) {
        if (relation.catalog().isDefined()
                && relation.identifier().isDefined()
                && relation.catalog().get().name().equals(LakeSession.CATALOG)) {
            Identifier identifier = relation.identifier().get();
            Optional<RowPolicy> policy = identifier.namespace().length == 1
                    ? RowPolicy.of(identifier.namespace()[0], identifier.name())
                    : Optional.empty();
            if (policy.isPresent()) {
                return policy.get();
            }
        }
        throw new InvalidInputException(
                "the statement reads a table that is not there for organisation " + rows.organisation());
    }

    private Expression condition(DataSourceV2Relation relation) {
        Expression any = Literal.FalseLiteral();
        for (RowPolicy.Condition condition : policy(relation).conditions()) {
            Set<String> names = rows.of(condition.kind());
            if (!names.isEmpty()) {
                List<Expression> literals = new ArrayList<>();
                names.stream()
                        .sorted()
                        .forEach(name ->
                                literals.add(Literal.create(UTF8String.fromString(name), DataTypes.StringType)));
                any = new Or(
                        any,
                        new In(
                                column(relation, condition.column()),
                                CollectionConverters.asScala(literals).toSeq()));
            }
        }
        return any;
    }

    private static Attribute column(DataSourceV2Relation relation, String name) {
        for (Attribute attribute : CollectionConverters.asJava(relation.output())) {
            if (attribute.name().equals(name)) {
                return attribute;
            }
        }
        throw new RefusedException("this version of the table has no column " + name
                + " to tell whose a row is; it is not open to the users of an organisation");
    }

    private static Expression barrier() {
        return new GreaterThanOrEqual(new MonotonicallyIncreasingID(), Literal.create(0L, DataTypes.LongType));
    }
}
