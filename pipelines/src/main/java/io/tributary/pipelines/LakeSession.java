// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;

/**
 * One Spark session over the lake: catalog {@code lake} is Iceberg's JdbcCatalog (schema V1), also the default
 * catalog, so that {@code rewards.payouts} resolves. ANSI mode is on, because a sum that wraps or turns into NULL
 * must stop a job that pays; time zone is UTC; the web page is off; everything listens on loop-back only.
 *
 * <p>The JVM that calls {@link #open} needs {@link #JVM_FLAGS}.
 */
public final class LakeSession implements AutoCloseable {

    /** The catalog's name, equal in every engine: it is a column of the catalog's own tables. */
    public static final String CATALOG = "lake";

    /** Flags that Spark needs on JDK 17; whoever starts a Spark JVM passes them before the class path. */
    public static final List<String> JVM_FLAGS = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseParallelGC",
            "-Dfile.encoding=UTF-8",
            "-Duser.timezone=UTC",
            "-Djdk.reflect.useDirectMethodHandle=false",
            "-Dio.netty.tryReflectionSetAccessible=true",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED",
            "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.cs=ALL-UNNAMED",
            "--add-opens=java.base/sun.security.action=ALL-UNNAMED",
            "--add-opens=java.base/sun.util.calendar=ALL-UNNAMED",
            "--add-opens=java.security.jgss/sun.security.krb5=ALL-UNNAMED");

    /**
     * Where the lake is and how much of the machine the session may use.
     *
     * @param catalogUri JDBC address of the catalog
     * @param catalogUser database user, empty for SQLite
     * @param catalogPassword database password, empty for SQLite
     * @param warehouse folder or object store address of the tables
     * @param master Spark master, for example {@code local[2]}
     * @param scratch folder for shuffle files; must exist
     */
    public record Settings(
            String catalogUri,
            String catalogUser,
            String catalogPassword,
            String warehouse,
            String master,
            Path scratch) {

        /** Checks that nothing needed is missing. */
        public Settings {
            requireText(catalogUri, "catalogUri");
            Objects.requireNonNull(catalogUser, "catalogUser");
            Objects.requireNonNull(catalogPassword, "catalogPassword");
            requireText(warehouse, "warehouse");
            requireText(master, "master");
            Objects.requireNonNull(scratch, "scratch");
        }

        /** The lake of a configuration; scratch is {@code <home>/run/spark}, created where missing. */
        public static Settings of(Configuration configuration) {
            Path scratch = configuration.home().resolve("run").resolve("spark");
            try {
                Files.createDirectories(scratch);
            } catch (IOException e) {
                throw new UnavailableException("cannot create " + scratch + ": " + e.getMessage(), e);
            }
            return new Settings(
                    configuration.text(Key.LAKE_CATALOG_URI),
                    configuration.text(Key.LAKE_CATALOG_USER),
                    configuration.text(Key.LAKE_CATALOG_PASSWORD),
                    configuration.text(Key.LAKE_WAREHOUSE),
                    configuration.text(Key.SPARK_MASTER),
                    scratch);
        }

        /** The same lake through another master, for example {@code local[1]}. */
        public Settings withMaster(String otherMaster) {
            return new Settings(catalogUri, catalogUser, catalogPassword, warehouse, otherMaster, scratch);
        }

        private static void requireText(String value, String name) {
            if (value.isBlank()) {
                throw new IllegalArgumentException(name + ": want a value, got nothing");
            }
        }
    }

    private final SparkSession spark;

    private LakeSession(SparkSession spark) {
        this.spark = spark;
    }

    /**
     * Starts Spark, or fails with what Spark reports.
     *
     * @param settings where and how
     * @param application name shown in Spark's logs
     */
    public static LakeSession open(Settings settings, String application) {
        String catalog = "spark.sql.catalog." + CATALOG;
        SparkSession.Builder builder = SparkSession.builder()
                .appName(application)
                .master(settings.master())
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.ui.showConsoleProgress", "false")
                .config("spark.local.dir", settings.scratch().toString())
                .config("spark.sql.warehouse.dir", settings.scratch().resolve("no-hive").toString())
                .config("spark.sql.catalogImplementation", "in-memory")
                .config("spark.sql.ansi.enabled", "true")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "4")
                .config("spark.sql.adaptive.enabled", "true")
                .config("spark.shuffle.compress", "true")
                .config("spark.driver.maxResultSize", "0")
                .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .config("spark.sql.defaultCatalog", CATALOG)
                .config(catalog, "org.apache.iceberg.spark.SparkCatalog")
                .config(catalog + ".catalog-impl", "org.apache.iceberg.jdbc.JdbcCatalog")
                .config(catalog + ".uri", settings.catalogUri())
                .config(catalog + ".warehouse", settings.warehouse())
                .config(catalog + ".jdbc.schema-version", "V1")
                // A cached table would hide what another process committed between two steps.
                .config(catalog + ".cache-enabled", "false");
        if (!settings.catalogUser().isEmpty()) {
            builder.config(catalog + ".jdbc.user", settings.catalogUser())
                    .config(catalog + ".jdbc.password", settings.catalogPassword());
        }
        return new LakeSession(builder.getOrCreate());
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
