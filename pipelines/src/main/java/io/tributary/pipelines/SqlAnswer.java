// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.RefusedException;
import io.tributary.protocol.error.TributaryException;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.classic.Dataset;

/**
 * One question to the lake and where its answer goes.
 *
 * @param query the statement; empty for that of {@code pinned}
 * @param format how rows are printed; empty for a Parquet file
 * @param file where they are written; empty for standard output, which cannot be Parquet
 * @param pin file to write the pinned result to
 * @param pinned file of a pinned result to stand on
 */
record SqlAnswer(
        Optional<String> query,
        Optional<RowFormat> format,
        Optional<Path> file,
        Optional<Path> pin,
        Optional<Path> pinned) {

    /** Checks that the parts fit together. */
    SqlAnswer {
        Objects.requireNonNull(query, "query");
        Objects.requireNonNull(format, "format");
        if (query.isEmpty() && pinned.isEmpty()) {
            throw new InvalidInputException("no statement is given, nor --pinned with a file that holds one");
        }
        if (format.isEmpty() && file.isEmpty()) {
            throw new InvalidInputException("Parquet is for files; say which with --out FILE");
        }
    }

    /**
     * Asks, and writes the rows.
     *
     * @param spark a session of {@link LakeSession#openToRead} that nothing was asked yet
     * @param out standard output
     * @throws RefusedException if a pinned statement gave other rows than it did
     */
    void give(SparkSession spark, PrintStream out) {
        give(spark, out, new AnswerBound(Long.MAX_VALUE, Runtime.getRuntime().maxMemory() / 2));
    }

    /**
     * As {@link #give(SparkSession, PrintStream)}.
     *
     * @param bound of what is in memory at a time: one of Spark's partitions, or all that is printed as a table
     */
    void give(SparkSession spark, PrintStream out, AnswerBound bound) {
        Optional<PinnedResult> before = pinned.map(PinnedResult::read);
        before.ifPresent(result -> StatementCatalog.prescribe(spark, result.pin()));
        String statement = query.or(() -> before.map(PinnedResult::statement)).orElseThrow();
        if (pin.isPresent()) {
            ReadOnlyStatement.requireQuery(spark, statement);
        } else {
            ReadOnlyStatement.require(spark, statement);
        }
        RowDigest digest = new RowDigest();
        try {
            Dataset<Row> rows = (Dataset<Row>) spark.sql(statement);
            if (pin.isPresent()) {
                PinnedResult.requireRepeatable(rows.queryExecution().analyzed());
            }
            write(rows, bound, digest, out);
        } catch (TributaryException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw tooLarge(e);
        } catch (Exception e) {
            if (AnswerBound.Excess.of(e).isPresent()
                    || String.valueOf(e.getMessage()).contains(OutOfMemoryError.class.getName())) {
                throw tooLarge(e);
            }
            throw new InvalidInputException(SqlJob.firstLine(String.valueOf(e.getMessage())), e);
        }
        pin.ifPresent(target ->
                new PinnedResult(statement, StatementCatalog.pin(spark), digest.rows(), digest.hex()).write(target));
        before.filter(result -> result.statement().equals(statement)).ifPresent(result -> requireSame(result, digest));
    }

    private static RefusedException tooLarge(Throwable failure) {
        return new RefusedException(
                "the answer needs more memory than there is (spark.driver-memory, "
                        + (Runtime.getRuntime().maxMemory() >> 20)
                        + " MB); ask for fewer rows with LIMIT or for fewer columns, take --format jsonl in place of table, or raise it",
                failure);
    }

    private static void requireSame(PinnedResult before, RowDigest now) {
        if (before.rows() != now.rows() || !before.digest().equals(now.hex())) {
            throw new RefusedException("the pinned result had " + before.rows() + " rows of digest " + before.digest()
                    + ", got " + now.rows() + " of " + now.hex() + "; the lake is not what it was pinned on");
        }
    }

    private void write(Dataset<Row> rows, AnswerBound bound, RowDigest digest, PrintStream out) throws IOException {
        Iterator<Row> watched = digest.watching(bound.inParts(rows).toLocalIterator());
        if (format.isEmpty()) {
            // The rows pass by once more than they are written, so that their digest is known.
            watched.forEachRemaining(row -> {});
            parquet(rows, file.orElseThrow());
        } else if (file.isEmpty()) {
            format.get().print(rows.schema(), watched, out);
        } else {
            try (PrintStream target = new PrintStream(file.get().toFile(), StandardCharsets.UTF_8)) {
                format.get().print(rows.schema(), watched, target);
                if (target.checkError()) {
                    throw new UnavailableException("cannot write all rows to " + file.get());
                }
            }
        }
    }

    /** Spark writes folders; the one file in it is what was asked for. */
    private static void parquet(Dataset<Row> rows, Path target) throws IOException {
        Path folder = Files.createTempDirectory(
                Objects.requireNonNull(target.toAbsolutePath().getParent()), ".parquet-");
        try {
            rows.coalesce(1).write().mode("overwrite").parquet(folder.toUri().toString());
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> parts = files.filter(
                                part -> part.getFileName().toString().endsWith(".parquet"))
                        .toList();
                if (parts.size() != 1) {
                    throw new IllegalStateException("Spark wrote " + parts.size() + " files, want 1");
                }
                Files.move(parts.get(0), target, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
