// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import io.tributary.protocol.error.UnavailableException;
import io.tributary.tables.LakeCatalog;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * One Spark session over the lake: catalog {@code lake} is Iceberg's JdbcCatalog (schema V1), also the default
 * catalog, so that {@code rewards.payouts} resolves. ANSI mode is on, because a sum that wraps or turns into NULL
 * must stop a job that pays; time zone is UTC; the web page is off; a local master
 * listens on loop-back only.
 *
 * <p>On JDK 17 the JVM needs the flags that the build keeps as {@code spark.jvm.flags}. Where data are small, most of a
 * job is starting Spark and planning: with {@code -XX:TieredStopAtLevel=1} it takes half the time.
 */
public final class LakeSession implements AutoCloseable {

    /** The catalog's name, equal in every engine: it is a column of the catalog's own tables. */
    public static final String CATALOG = LakeCatalog.NAME;

    private final SparkSession spark;

    private LakeSession(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * Starts Spark on the configured master, or fails with what Spark reports.
     *
     * @param configuration where the lake is and which master
     * @param application name shown in Spark's logs
     */
    public static LakeSession open(Configuration configuration, String application) {
        return open(configuration, configuration.text(Key.SPARK_MASTER), application);
    }

    /**
     * Starts Spark on the configured master for statements, one for each session (see {@link StatementCatalog}), over a catalog that refuses every commit, where its database can tell (SQLite: opened
     * read-only; PostgreSQL: give the configuration a role that may only select).
     */
    public static LakeSession openToRead(Configuration configuration, String application) {
        return open(
                configuration,
                configuration.text(Key.SPARK_MASTER),
                application,
                StatementCatalog.class.getName(),
                LakeCatalog.readOnlyProperties(configuration));
    }

    /**
     * Starts Spark on another master than the configured one.
     *
     * @param master Spark master, for example {@code local[1]}
     */
    public static LakeSession open(Configuration configuration, String master, String application) {
        return open(
                configuration,
                master,
                application,
                "org.apache.iceberg.spark.SparkCatalog",
                LakeCatalog.properties(configuration));
    }

    private static LakeSession open(
            Configuration configuration,
            String master,
            String application,
            String catalogClass,
            Map<String, String> properties) {
        Path scratch = scratch(configuration);
        String catalog = "spark.sql.catalog." + CATALOG;
        SparkSession.Builder builder = SparkSession.builder();
        // First, so that nothing in there undoes what exactness and the lake depend on.
        operatorProperties(configuration).forEach(builder::config);
        builder.appName(application)
                .master(master)
                .config("spark.ui.enabled", "false")
                .config("spark.ui.showConsoleProgress", "false")
                .config("spark.local.dir", scratch.toString())
                .config("spark.sql.warehouse.dir", scratch.resolve("no-hive").toString())
                .config("spark.sql.catalogImplementation", "in-memory")
                .config("spark.sql.ansi.enabled", "true")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.driver.maxResultSize", "0")
                .config("spark.sql.debug.maxToStringFields", "200")
                // Otherwise ${env:…} in a statement gives the process's environment, and text.`/file` any file that it
                // may read.
                .config("spark.sql.variable.substitute", "false")
                .config("spark.sql.runSQLOnFiles", "false")
                // With a local master the tasks share this process, which one of them must not end by asking for too
                // much memory.
                .config("spark.executor.killOnFatalError.depth", master.startsWith("local") ? "0" : "5")
                .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .config("spark.sql.defaultCatalog", CATALOG)
                .config(catalog, catalogClass)
                // A cached table would hide what another process committed between two steps.
                .config(catalog + ".cache-enabled", "false");
        if (master.startsWith("local")) {
            builder.config("spark.driver.host", "127.0.0.1")
                    .config("spark.driver.bindAddress", "127.0.0.1")
                    .config("spark.sql.shuffle.partitions", "4");
        }
        properties.forEach((name, value) -> builder.config(catalog + "." + name, value));
        return new LakeSession(builder.getOrCreate());
    }

    private static Map<String, String> operatorProperties(Configuration configuration) {
        Map<String, String> properties = new TreeMap<>();
        if (configuration.text(Key.SPARK_PROPERTIES_FILE).isEmpty()) {
            return properties;
        }
        Path file = configuration.path(Key.SPARK_PROPERTIES_FILE);
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidInputException(
                    Key.SPARK_PROPERTIES_FILE.id() + " names " + file + ", which can't be read: " + e.getMessage(), e);
        }
        for (String name : read.stringPropertyNames()) {
            if (!name.startsWith("spark.")) {
                throw new InvalidInputException(file + " has the property " + name + ", want spark.* only");
            }
            properties.put(name, read.getProperty(name).strip());
        }
        return properties;
    }

    private static Path scratch(Configuration configuration) {
        Path scratch = configuration.home().resolve("run").resolve("spark");
        try {
            return Files.createDirectories(scratch);
        } catch (IOException e) {
            throw new UnavailableException("cannot create " + scratch + ": " + e.getMessage(), e);
        }
    }

    /** The running session. */
    public SparkSession spark() {
        return spark;
    }

    @Override
    public void close() {
        spark.stop();
    }
}
