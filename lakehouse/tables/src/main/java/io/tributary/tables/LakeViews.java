// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.view.SQLViewRepresentation;
import org.apache.iceberg.view.View;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The views that analysts read, {@code views.*}: money in whole units as DECIMAL, time as TIMESTAMP. Each is one file
 * and dialect, {@code views/<name>.<dialect>.sql}, whose first line says what it shows and whose second line names its columns. One view holds
 * the texts of both dialects, so that Spark and Trino each read their own. Trino runs such a view with the rights of whoever asks, and so
 * with his row filters on the tables below. Views over all Datanets are made anew when there is another one, or another version.
 */
final class LakeViews {
    static final String NAMESPACE = "views";

    /** The view that compares tables as wholes. */
    static final String GAPS = "lineage_gaps";

    /** Names, in the order in which a reader meets the things. */
    static final List<String> NAMES = List.of(
            "datanets",
            "versions",
            "records",
            "changes",
            "duplicates",
            "contributors",
            "models",
            "inferences",
            "set_aside",
            "scores",
            "credits",
            "shares",
            "payouts",
            "payouts_by_licence",
            "payout_checks",
            "claims",
            "epochs",
            "ledger_log",
            GAPS,
            "rejections");

    private static final Logger LOG = LoggerFactory.getLogger(LakeViews.class);
    private static final String SPARK = "spark";
    private static final String TRINO = "trino";
    private static final String COMMENT = "-- ";
    private static final String COLUMNS = "-- columns: ";
    private static final String DATANETS = "${datanets}";
    private static final String MEMBERS = "${members}";
    private static final Pattern VERSION_TAG = Pattern.compile("v([1-9][0-9]{0,8})");

    private LakeViews() {}

    /** Makes the views that are missing or have another text. The caller holds the {@link WriterLock}. */
    static void update(JdbcCatalog catalog) {
        List<String> datanets = datanets(catalog);
        for (String name : NAMES) {
            Definition spark = Definition.read(name, SPARK);
            boolean ofDatanets = spark.sql.contains(DATANETS) || spark.sql.contains(MEMBERS);
            if (ofDatanets && datanets.isEmpty()) {
                continue;
            }
            Definition trino = Definition.read(name, TRINO);
            if (!trino.isLike(spark)) {
                throw new IllegalStateException("view " + name + " has not the same first two lines in both dialects");
            }
            update(
                    catalog,
                    name,
                    spark,
                    filled(catalog, spark.sql, datanets, " version as of "),
                    filled(catalog, trino.sql, datanets, " for version as of "));
        }
    }

    private static String filled(JdbcCatalog catalog, String sql, List<String> datanets, String asOf) {
        String whole = sql.contains(MEMBERS) ? sql.replace(MEMBERS, members(catalog, datanets, asOf)) : sql;
        return whole.replace(DATANETS, all(datanets));
    }

    private static List<String> datanets(JdbcCatalog catalog) {
        Namespace namespace = Namespace.of(DatanetTables.NAMESPACE);
        if (!catalog.namespaceExists(namespace)) {
            return List.of();
        }
        Set<String> others =
                DatanetTables.all().stream().map(TableDefinition::name).collect(Collectors.toSet());
        return catalog.listTables(namespace).stream()
                .map(TableIdentifier::name)
                .filter(name -> !others.contains(name))
                .sorted()
                .toList();
    }

    /** The rows of all Datanets, whose tables have the same columns. */
    private static String all(List<String> datanets) {
        return datanets.stream()
                .map(slug -> "select * from " + LakeCatalog.NAME + "." + DatanetTables.NAMESPACE + "." + slug)
                .collect(Collectors.joining(" union all ", "(", ")"));
    }

    /** The records of each version of each Datanet, read by its tag. */
    private static String members(JdbcCatalog catalog, List<String> datanets, String asOf) {
        String columns = "datanet, record_id, contributor, label, leaf_hash from " + LakeCatalog.NAME + "."
                + DatanetTables.NAMESPACE + ".";
        List<String> parts = new ArrayList<>();
        parts.add("select 0 as version, '' as tag, " + columns + datanets.get(0) + " where false");
        for (String slug : datanets) {
            TableIdentifier identifier = TableIdentifier.of(Namespace.of(DatanetTables.NAMESPACE), slug);
            catalog.loadTable(identifier).refs().keySet().stream()
                    .map(VERSION_TAG::matcher)
                    .filter(Matcher::matches)
                    .map(tag -> Integer.valueOf(tag.group(1)))
                    .sorted()
                    .forEach(version -> parts.add("select " + version + " as version, 'v" + version + "' as tag, "
                            + columns + slug + asOf + "'v" + version + "'"));
        }
        return parts.stream().collect(Collectors.joining("\n  union all ", "(", ")"));
    }

    private static void update(JdbcCatalog catalog, String name, Definition view, String spark, String trino) {
        TableIdentifier identifier = TableIdentifier.of(Namespace.of(NAMESPACE), name);
        if (catalog.viewExists(identifier) && hasTexts(catalog.loadView(identifier), spark, trino)) {
            return;
        }
        LOG.info("making view {}.{}", NAMESPACE, name);
        catalog.buildView(identifier)
                .withSchema(view.schema)
                .withDefaultNamespace(Namespace.of(NAMESPACE))
                .withDefaultCatalog(LakeCatalog.NAME)
                .withQuery(SPARK, spark)
                .withQuery(TRINO, trino)
                .withProperty("comment", view.comment)
                .createOrReplace();
    }

    private static boolean hasTexts(View view, String spark, String trino) {
        return spark.equals(sqlOf(view, SPARK)) && trino.equals(sqlOf(view, TRINO));
    }

    /** The text of a dialect, empty without one: {@code sqlFor} alone would give another dialect's. */
    private static String sqlOf(View view, String dialect) {
        SQLViewRepresentation representation = view.sqlFor(dialect);
        return representation == null || !representation.dialect().equals(dialect) ? "" : representation.sql();
    }

    /** A view's file. */
    private static final class Definition {
        private final String comment;
        private final Schema schema;
        private final String sql;

        private Definition(String comment, Schema schema, String sql) {
            this.comment = comment;
            this.schema = schema;
            this.sql = sql;
        }

        /** Whether the other says the same of itself in another dialect. */
        boolean isLike(Definition other) {
            return comment.equals(other.comment) && schema.sameSchema(other.schema);
        }

        static Definition read(String name, String dialect) {
            String file = NAMESPACE + "/" + name + "." + dialect + ".sql";
            try (InputStream in = Objects.requireNonNull(LakeViews.class.getResourceAsStream(file), file)) {
                List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
                if (!lines.get(0).startsWith(COMMENT) || !lines.get(1).startsWith(COLUMNS)) {
                    throw new IllegalStateException(file + ": want a line that says what it shows, then its columns");
                }
                return new Definition(
                        lines.get(0).substring(COMMENT.length()),
                        schema(lines.get(1).substring(COLUMNS.length())),
                        String.join("\n", lines.subList(2, lines.size())));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + file, e);
            }
        }

        private static Schema schema(String columns) {
            List<Types.NestedField> fields = new ArrayList<>();
            for (String column : columns.split(", ")) {
                String[] parts = column.split(" ");
                fields.add(Types.NestedField.optional(
                        fields.size() + 1,
                        parts[0],
                        Types.fromPrimitiveString(type(parts[1].toLowerCase(Locale.ROOT)))));
            }
            return new Schema(fields);
        }

        /** SQL's name of a type as Iceberg's. */
        private static String type(String sql) {
            return switch (sql) {
                case "bigint" -> "long";
                case "timestamp" -> "timestamptz";
                default -> sql.replace(",", ", ");
            };
        }
    }
}
