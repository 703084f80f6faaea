// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.pipelines.Pin;
import io.tributary.pipelines.ReadOnlyStatement;
import io.tributary.pipelines.StatementCatalog;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.TributaryException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One question in a session of its own: checked, resolved by Spark, pinned if it asks to be, and covered by the {@link RowGuard} of whoever
 * asks. A statement that begins with the comment {@code pin} gives its pin in place of its rows; one that begins with the word
 * {@code pinned} and a pin in a comment is read as the pin says.
 */
final class Analysis {
    private static final Pattern PIN = Pattern.compile("\\s*/\\*\\s*pin\\s*\\*/");
    private static final Pattern PINNED = Pattern.compile("\\s*/\\*\\s*pinned\\s+(\\{.*?})\\s*\\*/", Pattern.DOTALL);

    private final SparkSession session;
    private final Question question;
    private final Viewer viewer;
    private final Optional<RowGuard> guard;

    private Analysis(SparkSession session, Question question, Viewer viewer) {
        this.session = session;
        this.question = question;
        this.viewer = viewer;
        this.guard = viewer.rows().map(RowGuard::new);
    }

    /**
     * What a client must know before it asks.
     *
     * @param columns of the answer
     * @param parameters one for each question mark
     */
    record Shape(StructType columns, StructType parameters) {}

    /** Resolves a question; nothing runs before its rows are asked for. */
    static Dataset<org.apache.spark.sql.Row> rows(SparkSession session, Question question, Viewer viewer) {
        Object[] values =
                question.values().stream().map(value -> value.orElse(null)).toArray();
        return new Analysis(session, question, viewer).rows(values);
    }

    /**
     * The columns that a question gives, and the parameters that it takes.
     *
     * @param complete resolves the question, if all its values are there
     */
    static Shape shape(
            SparkSession session,
            Question question,
            Viewer viewer,
            Supplier<Dataset<org.apache.spark.sql.Row>> complete) {
        ParameterTypes parameters = new ParameterTypes(parsed(session, question.statement()));
        if (parameters.count() == 0 || !question.values().isEmpty()) {
            return new Shape(complete.get().schema(), new StructType());
        }
        LogicalPlan resolved = new Analysis(session, question, viewer)
                .resolved(parameters.unknown())
                .queryExecution()
                .analyzed();
        List<DataType> types = parameters.types(resolved);
        StructField[] fields = new StructField[types.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = StructField.apply(
                    "parameter_" + (i + 1), types.get(i), true, org.apache.spark.sql.types.Metadata.empty());
        }
        SparkSession again = (SparkSession) session.newSession();
        StructType columns = new Analysis(again, question, viewer)
                .rows(types.stream().map(ParameterTypes::sample).toArray())
                .schema();
        return new Shape(columns, new StructType(fields));
    }

    private Dataset<org.apache.spark.sql.Row> rows(Object[] values) {
        Dataset<org.apache.spark.sql.Row> rows = resolved(values);
        if (PIN.matcher(question.statement()).lookingAt()) {
            return pin();
        }
        return rows;
    }

    private Dataset<org.apache.spark.sql.Row> pin() {
        Pin pin = StatementCatalog.pin(session);
        if (guard.isPresent() && !pin.views().isEmpty()) {
            throw new InvalidInputException(
                    "a pin holds the texts of views, which name what is not yours; ask tables in place of views");
        }
        Dataset<String> one = session.createDataset(List.of(pin.json().toString()), Encoders.STRING());
        return one.toDF("pin");
    }

    private Dataset<org.apache.spark.sql.Row> resolved(Object[] values) {
        Matcher pinned = PINNED.matcher(question.statement());
        if (pinned.lookingAt()) {
            StatementCatalog.prescribe(session, Pin.parse(pinned.group(1)));
        }
        if (guard.isPresent()) {
            guard.get().requireNames(ReadOnlyStatement.requireQuery(session, question.statement()));
        } else {
            ReadOnlyStatement.require(session, question.statement());
        }
        try {
            Dataset<org.apache.spark.sql.Row> open = (Dataset<org.apache.spark.sql.Row>)
                    (values.length == 0
                            ? session.sql(question.statement())
                            : session.sql(question.statement(), values));
            ReadOnlyStatement.requireNoCode(open.queryExecution().analyzed());
            ReadOnlyStatement.requireFewPartitions(open.queryExecution().analyzed());
            return guard.isEmpty() ? open : covered(open, guard.get());
        } catch (TributaryException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new InvalidInputException("statement is nested too deeply; split it", e);
        } catch (OutOfMemoryError e) {
            throw tooLarge(e);
        } catch (Exception e) {
            throw refused(e);
        }
    }

    private Dataset<org.apache.spark.sql.Row> covered(Dataset<org.apache.spark.sql.Row> open, RowGuard keeper) {
        Dataset<org.apache.spark.sql.Row> covered = org.apache.spark.sql.classic.Dataset.ofRows(
                session, keeper.cover(open.queryExecution().analyzed()));
        keeper.requireCovered(covered.queryExecution().analyzed());
        return covered;
    }

    private static LogicalPlan parsed(SparkSession session, String statement) {
        return ReadOnlyStatement.parse(session, statement);
    }

    /** Spark throws checked exceptions that its signatures do not declare, and puts statement and plan below its sentence. */
    static RuntimeException refused(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        // A task's failure comes as text.
        return message.contains(OutOfMemoryError.class.getName()) || failure instanceof OutOfMemoryException
                ? tooLarge(failure)
                : new InvalidInputException(firstLine(message), failure);
    }

    /** What a statement asked for was not to be had; what others have is left to them. */
    static RefusedException tooLarge(Throwable failure) {
        return new RefusedException(
                "the statement needs more memory than there is, for a value or for its rows; ask for less", failure);
    }

    static String firstLine(String text) {
        return text.strip().lines().findFirst().orElse("");
    }

    /** Bytes of a statement in UTF-8. */
    static int bytes(String statement) {
        return statement.getBytes(StandardCharsets.UTF_8).length;
    }
}
