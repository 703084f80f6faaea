// SPDX-License-Identifier: Apache-2.0
package io.tributary.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.tributary.protocol.config.Configuration;
import io.tributary.protocol.config.Key;
import io.tributary.protocol.error.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.iceberg.aws.S3FileIOAwsClientFactories;
import org.apache.iceberg.aws.s3.S3FileIO;
import org.apache.iceberg.aws.s3.S3FileIOAwsClientFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetUrlRequest;

class ObjectStoreTest {
    private static final String WAREHOUSE = "lake.warehouse";
    private static final String ENDPOINT = "lake.s3.endpoint";
    private static final String PATH_STYLE = "lake.s3.path-style";

    @TempDir
    static Path home;

    @Test
    void everyEngineIsToldTheStoreAndNoCredentials() {
        Map<String, String> properties = LakeCatalog.properties(
                configuration(WAREHOUSE, "s3://lake/w", ENDPOINT, "http://store.example:9000", PATH_STYLE, "true"));
        assertThat(properties.get("io-impl")).isEqualTo(S3FileIO.class.getName());
        assertThat(properties.keySet()).noneMatch(name -> name.contains("key") || name.contains("secret"));
        try (S3Client client = client(properties)) {
            assertThat(address(client)).isEqualTo("http://store.example:9000/lake/w/a.parquet");
            assertThat(client.serviceClientConfiguration().region().id()).isEqualTo("us-east-1");
        }
    }

    @Test
    void amazonsOwnStoreIsAddressedByTheBucketsName() {
        try (S3Client client = client(
                LakeCatalog.properties(configuration(WAREHOUSE, "s3://lake/w", "lake.s3.region", "eu-central-1")))) {
            assertThat(address(client)).isEqualTo("https://lake.s3.eu-central-1.amazonaws.com/w/a.parquet");
        }
    }

    @Test
    void aWarehouseElsewhereHasNoStore() {
        assertThat(ObjectStore.of(configuration())).isEmpty();
        assertThat(ObjectStore.of(configuration(WAREHOUSE, "hdfs://namenode/w")))
                .isEmpty();
        assertThat(LakeCatalog.properties(configuration())).doesNotContainKey("s3.client-factory-impl");
    }

    @Test
    void whatCannotBeAnAddressIsRefusedByTheNameOfItsKey() {
        expectRefused(WAREHOUSE, WAREHOUSE, "s3:///w");
        expectRefused(ENDPOINT, WAREHOUSE, "s3://lake/w", ENDPOINT, "store.example:9000");
        expectRefused(ENDPOINT, WAREHOUSE, "s3://lake/w", ENDPOINT, "https://store.example/lake");
        expectRefused(PATH_STYLE, WAREHOUSE, "s3://lake/w", PATH_STYLE, "yes");
    }

    @Test
    void aFailureOfTheStoreIsOneSentenceThatSaysWhatToDo() {
        assertThat(sentence("Unable to execute HTTP request: Connection refused (SDK Attempt Count: 6)"))
                .isEqualTo("the warehouse's object store failed: Unable to execute HTTP request: Connection refused;"
                        + " nothing half-written is visible, run the same command again when it answers");
        assertThat(sentence("Unable to load credentials from any of the providers in the chain\n[a, b]"))
                .contains("AWS_ACCESS_KEY_ID");
        assertThat(sentence("Unable to load region from any of the providers")).contains("lake.s3.region");
        assertThat(ObjectStore.failure(new UncheckedIOException(new IOException("disk"))))
                .isEmpty();
    }

    @Test
    void aConnectionThatBreaksWhileAnObjectIsReadIsTheStoresFailure() {
        IOException broken = new SocketException("Unexpected end of file from server");
        broken.setStackTrace(new StackTraceElement[] {
            new StackTraceElement("java.net.Socket", "read", "Socket.java", 1),
            new StackTraceElement("org.apache.iceberg.aws.s3.S3InputStream", "read", "S3InputStream.java", 1)
        });
        assertThat(ObjectStore.failure(new IllegalStateException(new UncheckedIOException(broken))))
                .hasValueSatisfying(failure ->
                        assertThat(failure.getMessage()).contains("failed: Unexpected end of file from server;"));
    }

    @Test
    void aTableWhoseStoreRefusesIsAskedForOnce() throws IOException, SQLException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        store.start();
        System.setProperty("aws.accessKeyId", "somebody");
        System.setProperty("aws.secretAccessKey", "refused");
        Configuration configuration = configuration(
                WAREHOUSE,
                "s3://lake/w",
                ENDPOINT,
                "http://127.0.0.1:" + store.getAddress().getPort(),
                PATH_STYLE,
                "true",
                "lake.catalog-uri",
                "jdbc:sqlite:" + home.resolve("refused.db"));
        try (LakeCatalog lake = LakeCatalog.open(configuration)) {
            try (Connection connection = DriverManager.getConnection(configuration.text(Key.LAKE_CATALOG_URI));
                    Statement statement = connection.createStatement()) {
                statement.execute(
                        "insert into iceberg_tables values ('lake', 'registry', 'keys', 's3://lake/w/1.metadata.json', '', 'TABLE')");
            }
            assertThatThrownBy(() -> lake.table("registry", "keys"))
                    .satisfies(thrown -> assertThat(ObjectStore.failure(thrown))
                            .hasValueSatisfying(failure -> assertThat(failure.getMessage())
                                    .startsWith("the warehouse's object store failed: its answer is status 403;")));
            assertThat(asked).as("requests").hasValue(1);
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
            store.stop(0);
        }
    }

    private static String sentence(String message) {
        RuntimeException wrapped = new IllegalStateException("task failed", SdkClientException.create(message));
        return String.valueOf(ObjectStore.failure(wrapped).orElseThrow().getMessage());
    }

    private static void expectRefused(String key, String... values) {
        assertThatThrownBy(() -> LakeCatalog.properties(configuration(values)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(key + ": got ");
    }

    /** As Iceberg makes it. */
    private static S3Client client(Map<String, String> properties) {
        Object factory = S3FileIOAwsClientFactories.initialize(properties);
        return ((S3FileIOAwsClientFactory) factory).s3();
    }

    private static String address(S3Client client) {
        return client.utilities()
                .getUrl(GetUrlRequest.builder()
                        .bucket("lake")
                        .key("w/a.parquet")
                        .build())
                .toString();
    }

    private static Configuration configuration(String... values) {
        Properties properties = new Properties();
        for (int i = 0; i < values.length; i += 2) {
            properties.setProperty(values[i], values[i + 1]);
        }
        return Configuration.of(home, properties);
    }
}
