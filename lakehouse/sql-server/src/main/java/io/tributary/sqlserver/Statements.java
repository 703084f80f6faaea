// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.pipelines.AnswerBound;
import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.CatalogState;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.execution.arrow.ArrowWriter;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.ArrowUtils;
import scala.collection.Iterator;

/**
 * Runs statements that only read, each in a session of its own, so that no client sees another's settings, and gives the rows as Arrow
 * batches. A statement that runs too long, or whose client went away, is ended in Spark too.
 */
final class Statements implements AutoCloseable {
    private static final String TIME_ZONE = "UTC";
    private static final long AGAIN_MILLIS = 500;

    private final SparkSession spark;
    private final Limits limits;
    private final StatementThreads threads;
    private final ResolvedStatements resolved;
    private final AtomicLong count = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "statement-timeout");
        thread.setDaemon(true);
        return thread;
    });

    Statements(SparkSession spark, Limits limits, LostCores lost, CatalogState lake) {
        this.spark = spark;
        this.limits = limits;
        this.threads = new StatementThreads(limits, lost, StatementThreads.GRACE);
        this.resolved = new ResolvedStatements(this::newSession, lake);
    }

    /** Where batches go. */
    interface Sink {
        /** Called once, before the first batch; {@code root} is filled anew for each. */
        void start(VectorSchemaRoot root);

        /**
         * Called for each batch; waits while the client is slow; false if the client is gone.
         *
         * @param stopped whether to wait no longer
         */
        boolean next(BooleanSupplier stopped);

        /** Tells what is to be called when the client goes away. */
        void onCancel(Runnable action);
    }

    /**
     * The columns that a question gives, and the parameters that it takes, without running it.
     *
     * @param columns of the answer
     * @param parameters one for each question mark
     */
    record Shape(Schema columns, Schema parameters) {}

    /**
     * What a client must know before it asks.
     *
     * @throws InvalidInputException if Spark refuses it or it would change something
     */
    Shape shape(Question question, Viewer viewer) {
        requireLength(question);
        Analysis.Shape shape = threads.call(
                "statement-shape-" + count.incrementAndGet(),
                () -> Analysis.shape(newSession(), question, viewer, () -> resolved.keep(question, viewer)));
        return new Shape(arrow(shape.columns()), parameters(shape.parameters()));
    }

    /**
     * Runs a question's statement and hands over its rows.
     *
     * @throws InvalidInputException if Spark refuses it or it would change something
     * @throws RefusedException if it ran too long or gives too much
     * @throws UnavailableException if too many statements run already
     */
    void run(Question question, Viewer viewer, BufferAllocator allocator, Sink sink) {
        requireLength(question);
        String name = "statement-" + count.incrementAndGet();
        Running running = new Running(name);
        sink.onCancel(running::leave);
        threads.call(name, () -> {
            answer(question, viewer, allocator, sink, running);
            return true;
        });
    }

    private void answer(Question question, Viewer viewer, BufferAllocator allocator, Sink sink, Running running) {
        ScheduledFuture<?> end =
                clock.scheduleWithFixedDelay(running::check, AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        try {
            spark.sparkContext().setJobGroup(running.group, Analysis.firstLine(question.statement()), true);
            stream(resolved.take(question, viewer), allocator, sink, running);
        } catch (RuntimeException e) {
            throw running.expired() ? threads.tooLong() : e;
        } finally {
            end.cancel(false);
        }
    }

    /**
     * One statement on its way. Spark is told to stop it again and again until it has: a statement may start its next job just after
     * the last one was ended, or be still in planning.
     */
    private final class Running {
        private final String group;
        private final long startNanos = System.nanoTime();
        private volatile boolean left;

        private Running(String group) {
            this.group = group;
        }

        boolean expired() {
            return System.nanoTime() - startNanos > limits.timeout().toNanos();
        }

        boolean stopped() {
            return left || expired();
        }

        void leave() {
            left = true;
            check();
        }

        void check() {
            if (stopped()) {
                spark.sparkContext().cancelJobGroup(group);
            }
        }
    }

    private RefusedException tooMuch(AnswerBound.Excess excess) {
        String more = excess == AnswerBound.Excess.ROWS
                ? limits.rows() + " rows (sql-server.rows-max)"
                : limits.bytes() + " bytes (sql-server.bytes-max)";
        return new RefusedException(
                "the statement gives more than " + more
                        + "; ask for fewer rows with LIMIT or for fewer columns, or let 'tributary sql --format jsonl --out FILE' write them all");
    }

    private void requireLength(Question question) {
        int bytes = Analysis.bytes(question.statement());
        if (bytes > limits.statementBytes()) {
            throw new InvalidInputException(
                    "the statement has " + bytes + " bytes, want at most " + limits.statementBytes());
        }
    }

    private org.apache.spark.sql.classic.SparkSession newSession() {
        return ((org.apache.spark.sql.classic.SparkSession) spark).newSession();
    }

    private void stream(Dataset<org.apache.spark.sql.Row> rows, BufferAllocator allocator, Sink sink, Running running) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(arrow(rows.schema()), allocator)) {
            ArrowWriter writer = ArrowWriter.create(root);
            sink.start(root);
            Iterator<InternalRow> internal = new AnswerBound(limits.rows(), limits.bytes()).gather(rows);
            int batchRows = 0;
            long batchBytes = 0;
            boolean wanted = true;
            while (wanted && internal.hasNext()) {
                InternalRow row = internal.next();
                writer.write(row);
                batchRows++;
                batchBytes += row instanceof UnsafeRow binary ? binary.getSizeInBytes() : 0;
                if (batchRows == limits.batchRows() || batchBytes >= limits.batchBytes()) {
                    wanted = send(writer, sink, running) && !running.stopped();
                    batchRows = 0;
                    batchBytes = 0;
                }
            }
            if (wanted && batchRows > 0) {
                send(writer, sink, running);
            }
            if (running.expired()) {
                throw threads.tooLong();
            }
        } catch (TributaryException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new InvalidInputException("statement is nested too deeply; split it", e);
        } catch (OutOfMemoryError e) {
            throw Analysis.tooLarge(e);
        } catch (Exception e) {
            throw AnswerBound.Excess.of(e).<RuntimeException>map(this::tooMuch).orElseGet(() -> Analysis.refused(e));
        }
    }

    private static boolean send(ArrowWriter writer, Sink sink, Running running) {
        writer.finish();
        boolean wanted = sink.next(running::stopped);
        writer.reset();
        return wanted;
    }

    /** Clients bind points in time as milliseconds. */
    private static Schema parameters(StructType types) {
        return new Schema(arrow(types).getFields().stream()
                .map(field -> field.getType() instanceof ArrowType.Timestamp
                        ? Field.nullable(
                                field.getName(),
                                new ArrowType.Timestamp(org.apache.arrow.vector.types.TimeUnit.MILLISECOND, TIME_ZONE))
                        : field)
                .toList());
    }

    private static Schema arrow(StructType schema) {
        return ArrowUtils.toArrowSchema(schema, TIME_ZONE, true, false);
    }

    /** The catalog's name. */
    String catalog() {
        return LakeSession.CATALOG;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        resolved.close();
    }
}
