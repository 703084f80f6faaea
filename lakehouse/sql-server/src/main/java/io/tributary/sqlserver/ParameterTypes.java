// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.pipelines.PlanNodes;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.analysis.PosParameter;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BinaryOperator;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Offset;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.TimestampType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The types that the question marks of a statement want: of the column that one is compared with, of the cast around it, a whole number
 * behind LIMIT and OFFSET; otherwise text. Clients must know them before they bind values.
 */
final class ParameterTypes {
    private final Map<Integer, Expression> siblings = new TreeMap<>();
    private final Map<Integer, DataType> known = new TreeMap<>();

    /** Looks at a parse tree. */
    ParameterTypes(LogicalPlan parsed) {
        for (LogicalPlan node : PlanNodes.of(parsed)) {
            boolean counts = node instanceof GlobalLimit || node instanceof LocalLimit || node instanceof Offset;
            for (Expression expression : PlanNodes.expressions(node)) {
                if (expression instanceof PosParameter parameter) {
                    siblings.putIfAbsent(parameter.pos(), parameter);
                    if (counts) {
                        known.put(parameter.pos(), DataTypes.IntegerType);
                    }
                } else {
                    look(expression);
                }
            }
        }
    }

    private void look(Expression parent) {
        List<Expression> children = CollectionConverters.asJava(parent.children());
        for (Expression child : children) {
            if (!(child instanceof PosParameter parameter)) {
                continue;
            }
            if (parent instanceof Cast cast) {
                known.put(parameter.pos(), cast.dataType());
            } else if (compares(parent)) {
                children.stream()
                        .filter(other -> other instanceof UnresolvedAttribute || other instanceof Cast)
                        .findFirst()
                        .ifPresent(other -> siblings.put(parameter.pos(), other));
            }
        }
    }

    private static boolean compares(Expression parent) {
        return parent instanceof BinaryOperator
                || parent instanceof In
                || parent instanceof UnresolvedFunction function
                        && function.nameParts().last().equals("between");
    }

    /** The number of question marks. */
    int count() {
        return siblings.size();
    }

    /** Values to resolve the statement with before its types are known: nothing, or 1 where a number must be. */
    Object[] unknown() {
        return siblings.keySet().stream()
                .map(position -> known.get(position) instanceof IntegralType ? (Object) 1 : null)
                .toArray();
    }

    /** The types in the order of the question marks, given the statement as it was resolved with {@link #unknown}. */
    List<DataType> types(LogicalPlan resolved) {
        Map<String, DataType> columns = new HashMap<>();
        for (LogicalPlan node : PlanNodes.of(resolved)) {
            for (Attribute attribute : CollectionConverters.asJava(node.output())) {
                columns.putIfAbsent(attribute.name(), attribute.dataType());
            }
            for (Expression expression : PlanNodes.expressions(node)) {
                if (expression instanceof AttributeReference attribute) {
                    columns.putIfAbsent(attribute.name(), attribute.dataType());
                }
            }
        }
        List<DataType> types = new ArrayList<>();
        siblings.forEach((position, sibling) -> types.add(known.getOrDefault(position, type(sibling, columns))));
        return types;
    }

    private static DataType type(Expression sibling, Map<String, DataType> columns) {
        if (sibling instanceof Cast cast) {
            return cast.dataType();
        }
        DataType type = sibling instanceof UnresolvedAttribute attribute
                ? columns.getOrDefault(attribute.nameParts().last(), DataTypes.StringType)
                : DataTypes.StringType;
        // A wider number fits wherever a narrower one is wanted, and is what programs have at hand.
        return type instanceof IntegralType ? DataTypes.LongType : bindable(type) ? type : DataTypes.StringType;
    }

    private static boolean bindable(DataType type) {
        return type instanceof DecimalType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof BooleanType
                || type instanceof DoubleType
                || type instanceof BinaryType;
    }

    /** A value of a type, to resolve a statement with. */
    static Object sample(DataType type) {
        if (type instanceof IntegralType) {
            return 1;
        }
        if (type instanceof DecimalType decimal) {
            return BigDecimal.ONE.setScale(decimal.scale());
        }
        if (type instanceof DateType) {
            return LocalDate.EPOCH;
        }
        if (type instanceof TimestampType) {
            return Instant.EPOCH;
        }
        if (type instanceof BooleanType) {
            return false;
        }
        if (type instanceof DoubleType || type instanceof FloatType) {
            return 0.0;
        }
        return type instanceof BinaryType ? new byte[0] : "";
    }
}
