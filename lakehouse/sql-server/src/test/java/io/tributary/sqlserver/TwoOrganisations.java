// SPDX-License-Identifier: Apache-2.0
package io.tributary.sqlserver;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.merkle.Hash;
import io.tributary.protocol.record.DatanetEntry;
import io.tributary.tables.AttributionTables;
import io.tributary.tables.DatanetTables;
import io.tributary.tables.LakeCatalog;
import io.tributary.tables.LakeInit;
import io.tributary.tables.ModelTables;
import io.tributary.tables.RegisteredContributor;
import io.tributary.tables.RegisteredDatanet;
import io.tributary.tables.RegistryTables;
import io.tributary.tables.RegistryWriter;
import io.tributary.tables.RewardTables;
import io.tributary.tables.Row;
import io.tributary.tables.SqlServerFiles;
import io.tributary.tables.SqlUsers;
import io.tributary.tables.TableDefinition;
import io.tributary.tables.TableWriter;
import io.tributary.tables.Tags;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;

/**
 * A served lake of two organisations: {@code north} owns the Datanet {@code texts}, {@code south} owns {@code hidden} and contributed one
 * record to {@code texts} as well; north's contributor labelled a record of {@code hidden}, whose row both earn from. Whatever belongs to south alone has the word {@link #SECRET} in it. User {@code nora} is of north,
 * {@code sam} of south, {@code root} sees everything.
 */
final class TwoOrganisations implements AutoCloseable {
    static final String SECRET = "quicksilver";
    static final String NORTH = "nora";
    static final String SOUTH = "sam";
    static final String ALL = "root";

    /** Whose words south gave and whose label north. */
    static final String LABELLED = "line=labelled";

    static final String PASSWORD = "correct horse";

    private final Path home;
    private final Configuration configuration;
    private final SqlServer server;

    private TwoOrganisations(Path home, Configuration configuration, SqlServer server) {
        this.home = home;
        this.configuration = configuration;
        this.server = server;
    }

    static TwoOrganisations serve(Path home) throws InterruptedException {
        return serve(home, new Properties());
    }

    /** The same with further configuration, as of another catalog. */
    static TwoOrganisations serve(Path home, Properties further) throws InterruptedException {
        Properties properties = new Properties();
        properties.putAll(further);
        properties.putIfAbsent("sql-server.statement-timeout", "60s");
        properties.setProperty("spark.master", "local[2]");
        Configuration configuration = Configuration.of(home, properties);
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            LakeInit.run(lake);
            fill(lake);
            // The views of versions name the tags that were there when they were made.
            LakeInit.run(lake);
        }
        SqlUsers users = new SqlUsers(SqlServerFiles.of(home).users());
        users.put(NORTH, PASSWORD, new byte[16], Optional.of("north"));
        users.put(SOUTH, PASSWORD, new byte[16], Optional.of("south"));
        users.put(ALL, PASSWORD, new byte[16]);
        return new TwoOrganisations(home, configuration, SqlServer.start(configuration, 0));
    }

    private static void fill(LakeCatalog lake) {
        RegistryWriter registry = new RegistryWriter(lake);
        registry.contributors(List.of(
                new RegisteredContributor("c-north", "north", "p-north", "00", "active"),
                new RegisteredContributor("c-" + SECRET, "south", "p-" + SECRET, "00", "active")));
        datanet(lake, registry, "texts", "north");
        datanet(lake, registry, "hidden", "south");
        records(lake, "texts", 1, Map.of("t-1", "c-north", "t-2-" + SECRET, "c-" + SECRET));
        records(lake, "hidden", 1, Map.of("h-1-" + SECRET, "c-" + SECRET));
        records(lake, "hidden", 2, Map.of("h-2-" + SECRET, "c-" + SECRET));
        append(
                lake,
                ModelTables.VERSIONS_TABLE,
                Map.of("model_id", "m-north", "datanet", "texts"),
                Map.of("model_id", "m-" + SECRET, "datanet", "hidden"));
        append(
                lake,
                ModelTables.ROWS_TABLE,
                Map.of("model_id", "m-north", "contributor", "c-north", "row_id", "c-north/a/000001"),
                Map.of("model_id", "m-" + SECRET, "contributor", "c-" + SECRET, "row_id", SECRET));
        append(
                lake,
                AttributionTables.RECEIPTS_TABLE,
                Map.of("epoch", 1L, "receipt_id", "r-1", "model", "m-north", "answer", "aye", "fee", 10_000_000L),
                Map.of("epoch", 1L, "receipt_id", "r-" + SECRET, "model", "m-" + SECRET, "answer", SECRET, "fee", 7L));
        append(
                lake,
                AttributionTables.SCORES_TABLE,
                Map.of("epoch", 1L, "receipt_id", "r-1", "row_id", "c-north/a/000001", "contributor", "c-north"),
                Map.of("epoch", 1L, "receipt_id", "r-" + SECRET, "row_id", SECRET, "contributor", "c-" + SECRET));
        rowsOfSeveral(lake);
        append(
                lake,
                RewardTables.SHARES_TABLE,
                Map.of("epoch", 1L, "inference_id", "r-1", "payee", "p-north", "share", 5L),
                Map.of("epoch", 1L, "inference_id", "r-" + SECRET, "payee", "p-" + SECRET, "share", 6L));
        append(
                lake,
                RewardTables.PAYOUTS_TABLE,
                payout("p-north", "texts/v1", 10_000_000L),
                payout("p-" + SECRET, "texts/v1", 31_000_000L));
        append(
                lake,
                RewardTables.PAYOUTS_TABLE,
                payout("p-" + SECRET, "hidden/v1", 42_000_000L),
                payout("p-granted", "other/v1", 1L));
    }

    /** Two rows from {@code hidden}: one that north's contributor labelled, one that somebody else did. */
    private static void rowsOfSeveral(LakeCatalog lake) {
        String theirs = "line=" + SECRET;
        append(
                lake,
                DatanetTables.PARTS_TABLE,
                part(LABELLED, "c-north", "label", 3000),
                part(LABELLED, "c-" + SECRET, "data", 7000),
                part(theirs, "c-granted", "label", 3000),
                part(theirs, "c-" + SECRET, "data", 7000));
        append(
                lake,
                AttributionTables.SCORES_TABLE,
                Map.of("receipt_id", "r-2", "row_id", LABELLED + "/a/000001", "contributor", LABELLED, "weight", 1001L),
                Map.of("receipt_id", "r-3", "row_id", LABELLED + "/a/000001", "contributor", LABELLED, "weight", -5L),
                Map.of("receipt_id", "r-2", "row_id", theirs + "/a/000001", "contributor", theirs, "weight", 10L));
        append(
                lake,
                AttributionTables.BUNDLES_TABLE,
                Map.of("model_id", "m-" + SECRET, "contributor", theirs),
                Map.of("model_id", "m-2", "contributor", LABELLED));
        append(
                lake,
                ModelTables.ROWS_TABLE,
                Map.of("model_id", "m-" + SECRET, "contributor", theirs, "row_id", theirs + "/a/000001"),
                Map.of("model_id", "m-2", "contributor", LABELLED, "row_id", LABELLED + "/a/000001"));
    }

    private static Map<String, Object> part(String line, String contributor, String role, int basisPoints) {
        return Map.of(
                "datanet",
                "hidden",
                "version",
                1,
                "line",
                line,
                "contributor",
                contributor,
                "role",
                role,
                "basis_points",
                basisPoints);
    }

    private static Map<String, Object> payout(String payee, String subject, long amountMicros) {
        return Map.of(
                "network",
                "test",
                "epoch",
                1L,
                "payee",
                payee,
                "role",
                "data",
                "subject",
                subject,
                "amount",
                amountMicros);
    }

    private static void datanet(LakeCatalog lake, RegistryWriter registry, String slug, String owner) {
        LakeInit.createDatanet(lake, slug);
        registry.datanet(new RegisteredDatanet(
                slug.equals("hidden") ? SECRET : slug,
                new DatanetEntry("test", slug, owner, "CC0-1.0", Hash.sha256(new byte[0]), 1)));
        append(
                lake,
                RegistryTables.VERSIONS_TABLE,
                Map.of("datanet", slug, "version", 1, "tag", "v1", "record", slug.equals("hidden") ? SECRET : "{}"),
                Map.of("datanet", slug, "version", 2, "tag", "v2", "record", slug.equals("hidden") ? SECRET : "{}"));
    }

    private static void records(LakeCatalog lake, String slug, int version, Map<String, String> contributors) {
        List<Row> rows = new ArrayList<>();
        contributors.forEach((record, contributor) -> rows.add(row(
                DatanetTables.records(slug),
                Map.of(
                        "datanet",
                        slug,
                        "version",
                        version,
                        "record_id",
                        record,
                        "contributor",
                        contributor,
                        "text",
                        "the text of " + record))));
        Table table = lake.datanet(slug);
        TableWriter.of(table).append(rows);
        table.refresh();
        Tags.create(table, "v" + version, table.currentSnapshot().snapshotId());
    }

    @SafeVarargs
    static void append(LakeCatalog lake, TableDefinition definition, Map<String, Object>... rows) {
        List<Row> list = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            list.add(row(definition, row));
        }
        TableWriter.of(lake.table(definition)).append(list);
    }

    /** A row with these values; what is not given is empty or zero. */
    private static Row row(TableDefinition definition, Map<String, Object> values) {
        Row.Builder row = Row.builder();
        for (Types.NestedField field : definition.schema().columns()) {
            Object value = values.get(field.name());
            switch (field.type().typeId()) {
                case LONG -> row.number(field.name(), value == null ? 0 : ((Number) value).longValue());
                case INTEGER -> row.int32(field.name(), value == null ? 0 : ((Number) value).intValue());
                case BOOLEAN -> row.flag(field.name(), value != null && (Boolean) value);
                case BINARY -> row.bytes(field.name(), new byte[0]);
                case LIST -> row.texts(field.name(), List.of());
                case TIMESTAMP -> row.time(field.name(), Instant.EPOCH);
                default -> row.text(field.name(), value == null ? "" : (String) value);
            }
        }
        return row.build();
    }

    Configuration configuration() {
        return configuration;
    }

    Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:arrow-flight-sql://127.0.0.1:" + server.port() + "/?useSystemTrustStore=false&tlsRootCerts="
                        + SqlServerFiles.of(home).certificate(),
                user,
                PASSWORD);
    }

    /** Values that a statement's question marks take. */
    interface Binding {
        void to(PreparedStatement statement) throws SQLException;
    }

    List<List<Object>> ask(String user, String sql) throws SQLException {
        return ask(user, sql, statement -> {});
    }

    List<List<Object>> ask(String user, String sql, Binding binding) throws SQLException {
        try (Connection connection = connect(user);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            binding.to(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<List<Object>> result = new ArrayList<>();
                while (rows.next()) {
                    List<Object> row = new ArrayList<>();
                    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                        row.add(rows.getObject(column));
                    }
                    result.add(row);
                }
                return result;
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
