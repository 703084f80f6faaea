// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.pipelines.LakeSession;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
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
    private final Semaphore slots;
    private final AtomicLong count = new AtomicLong();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "statement-timeout");
        thread.setDaemon(true);
        return thread;
    });

    Statements(SparkSession spark, Limits limits) {
        this.spark = spark;
        this.limits = limits;
        this.slots = new Semaphore(limits.concurrent());
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
        Analysis.Shape shape = Analysis.shape(newSession(), question, viewer);
        return new Shape(arrow(shape.columns()), parameters(shape.parameters()));
    }

    /**
     * Runs a question's statement and hands over its rows.
     *
     * @throws InvalidInputException if Spark refuses it or it would change something
     * @throws RefusedException if it ran too long
     * @throws UnavailableException if too many statements run already
     */
    void run(Question question, Viewer viewer, BufferAllocator allocator, Sink sink) {
        if (!slots.tryAcquire()) {
            throw new UnavailableException(
                    limits.concurrent() + " statements run already, ask again when one of them has ended");
        }
        String group = "statement-" + count.incrementAndGet();
        Running running = new Running(group);
        ScheduledFuture<?> end =
                clock.scheduleWithFixedDelay(running::check, AGAIN_MILLIS, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        sink.onCancel(running::leave);
        try {
            spark.sparkContext().setJobGroup(group, Analysis.firstLine(question.statement()), true);
            requireLength(question);
            stream(Analysis.rows(newSession(), question, viewer), allocator, sink, running);
        } catch (RuntimeException e) {
            throw running.expired() ? tooLong() : e;
        } finally {
            end.cancel(false);
            spark.sparkContext().clearJobGroup();
            slots.release();
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

    private RefusedException tooLong() {
        return new RefusedException(
                "the statement ran longer than " + limits.timeout().toSeconds()
                        + " s (sql-server.statement-timeout) and was ended; ask for less, or for fewer partitions");
    }

    private RefusedException tooMany() {
        return new RefusedException(
                "the statement gives more than " + limits.rows()
                        + " rows (sql-server.rows-max); ask for fewer, or let 'tributary sql --format jsonl' write them to a file");
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
            // One row more than allowed tells that there are more, before Spark has gathered them all in memory.
            Iterator<InternalRow> internal = rows.limit(limits.rows() + 1)
                    .queryExecution()
                    .executedPlan()
                    .executeToIterator();
            int given = 0;
            boolean wanted = true;
            while (wanted && internal.hasNext()) {
                if (given++ == limits.rows()) {
                    throw tooMany();
                }
                writer.write(internal.next());
                if (given % limits.batchRows() == 0) {
                    wanted = send(writer, sink, running) && !running.stopped();
                }
            }
            if (wanted && given % limits.batchRows() != 0) {
                send(writer, sink, running);
            }
            if (running.expired()) {
                throw tooLong();
            }
        } catch (TributaryException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new InvalidInputException("statement is nested too deeply; split it", e);
        } catch (OutOfMemoryError e) {
            throw Analysis.tooLarge(e);
        } catch (Exception e) {
            throw Analysis.refused(e);
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
    }
}
