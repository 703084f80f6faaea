// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver.bench;

import io.tributary.pipelines.JobMain;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.protocol.process.ParentWatch;
import io.tributary.sqlserver.SqlServer;
import io.tributary.sqlserver.trino.TrinoServer;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.SqlServerFiles;
import io.tributary.tables.SqlUsers;
import io.tributary.tables.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Times an analyst's seven statements on the lake of a home folder: {@code --config FILE [--home DIR] --engine embedded|trino --runs N}.
 * The server is started for it, with a user and a certificate of its own in a temporary folder. Each statement is asked twice to warm up
 * and then N times; prints {@code measured NUMBER MEDIAN_MICROS SLOWEST_MICROS} for each.
 */
public final class SqlBench {
    private static final String USER = "bench";
    private static final int WARM_UP = 2;
    private static final int SECRET_BYTES = 16;

    private SqlBench() {}

    /** Entry of the process. */
    public static void main(String[] arguments) {
        // With shutdown hooks: Trino and its catalog are processes of this one.
        ParentWatch.onParentGone(() -> System.exit(ParentWatch.EXIT_CODE));
        System.exit(JobMain.exitCode(() -> run(arguments)));
    }

    private static void run(String[] arguments) {
        Map<String, String> options = JobMain.options(arguments, Set.of("--config", "--home", "--engine", "--runs"));
        Configuration configuration = JobMain.configuration(options);
        int runs = Integer.parseInt(options.getOrDefault("--runs", "5"));
        try {
            List<String> statements = statements(configuration);
            Path folder = Files.createTempDirectory("tributary-bench");
            try {
                measure(new Configuration(folder, configuration.values()), options, statements, runs);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UnavailableException("cannot write a temporary folder: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void measure(
            Configuration configuration, Map<String, String> options, List<String> statements, int runs)
            throws IOException, InterruptedException {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        SqlServerFiles files = SqlServerFiles.of(configuration.home());
        new SqlUsers(files.users()).put(USER, password, secret);
        String engine = options.getOrDefault("--engine", "embedded");
        if (engine.equals("trino") && LakeCatalog.isEmbedded(configuration)) {
            progress("copying the catalog to a PostgreSQL of its own, since Trino reads none on SQLite");
            Path database = Files.createTempDirectory("tributary-bench-postgresql");
            try (ScratchCatalog copy = ScratchCatalog.copy(configuration, database)) {
                measure(copy.of(configuration), options, statements, runs);
            } finally {
                delete(database);
            }
        } else if (engine.equals("trino")) {
            try (TrinoServer server = TrinoServer.start(configuration, 0, SqlBench::progress);
                    Asker asker = new TrinoAsker(
                            configuration.text(Key.SQL_SERVER_TRINO_ADDRESS),
                            server.port(),
                            files.certificate(),
                            USER,
                            password)) {
                measure(asker, statements, runs);
            }
        } else {
            try (SqlServer server = SqlServer.start(configuration, 0);
                    Asker asker = new FlightAsker(server.port(), files.certificate(), USER, password)) {
                measure(asker, statements, runs);
            }
        }
    }

    private static void measure(Asker asker, List<String> statements, int runs) throws InterruptedException {
        for (int i = 0; i < statements.size(); i++) {
            List<Long> micros = new ArrayList<>();
            for (int run = -WARM_UP; run < runs; run++) {
                long start = System.nanoTime();
                asker.ask(statements.get(i));
                if (run >= 0) {
                    micros.add((System.nanoTime() - start) / 1000);
                }
            }
            micros.sort(Comparator.naturalOrder());
            progress("asked statement " + (i + 1) + " of " + statements.size());
            System.out.println(
                    "measured " + (i + 1) + " " + micros.get(micros.size() / 2) + " " + micros.get(micros.size() - 1));
        }
    }

    /** The seven statements about what this lake holds; both engines understand them. */
    private static List<String> statements(Configuration configuration) {
        try (LakeCatalog lake = LakeCatalog.openToRead(configuration)) {
            Row version = newest(
                    lake, RegistryTables.VERSIONS_TABLE.name(), RegistryTables.NAMESPACE, RegistryTables.VERSION);
            Row payout = newest(lake, RewardTables.PAYOUTS_TABLE.name(), RewardTables.NAMESPACE, RewardTables.EPOCH);
            Row receipt = newest(
                    lake,
                    AttributionTables.RECEIPTS_TABLE.name(),
                    AttributionTables.NAMESPACE,
                    AttributionTables.EPOCH);
            String slug = version.text(RegistryTables.DATANET);
            long newest = version.int32(RegistryTables.VERSION);
            long epoch = payout.number(RewardTables.EPOCH);
            return List.of(
                    "select payee, cast(sum(amount) as decimal(38,6))/1000000 as paid from lake.rewards.payouts where epoch = "
                            + epoch + " group by 1 order by 2 desc limit 20",
                    "select * from lake.datanets." + slug + " for version as of 'v" + newest + "'",
                    "select * from lake.views.changes where datanet = '" + slug + "' and from_version = 'v"
                            + Math.max(1, newest - 1) + "' and to_version = 'v" + newest + "'",
                    "select record_id, r.licence, a.score from lake.views.scores a join lake.views.records r"
                            + " using (record_id) where a.receipt_id = '" + receipt.text(AttributionTables.RECEIPT_ID)
                            + "'",
                    "select epoch, payee, ok from lake.views.payout_checks where payee = '"
                            + payout.text(RewardTables.PAYEE).replace("'", "''") + "'",
                    "select model_id, sum(amount) from lake.views.payouts_by_licence where licence = 'CC-BY-NC-4.0' group by 1",
                    "select * from lake.views.lineage_gaps where detected_at > current_timestamp - interval '1' day");
        }
    }

    private static Row newest(LakeCatalog lake, String table, String namespace, String column) {
        return TableReader.of(lake.table(namespace, table)).list().stream()
                .max(Comparator.comparingLong(row -> number(row, column)))
                .orElseThrow(() -> new InvalidInputException("table " + namespace + "." + table
                        + " is empty; bench a lake with a closed epoch, as 'tributary demo' makes"));
    }

    private static long number(Row row, String column) {
        return column.equals(RegistryTables.VERSION) ? row.int32(column) : row.number(column);
    }

    private static void progress(String line) {
        System.err.println("progress: " + line);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
