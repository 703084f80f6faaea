// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.config;

import io.tributary.protocol.config.Configuration.Kind;
import io.tributary.protocol.error.InvalidInputException;
import java.util.Arrays;
import java.util.Comparator;

/** The keys of the configuration file, {@code group.multi-word-name}, each with its default and a sentence. */
public enum Key {
    /** The network that signatures and records are bound to. */
    NETWORK_ID("network.id", Kind.TEXT, "tributary-demo", "network that signatures and records are bound to"),
    /** JDBC address of the Iceberg catalog: SQLite or PostgreSQL. */
    LAKE_CATALOG_URI(
            "lake.catalog-uri",
            Kind.TEXT,
            "jdbc:sqlite:<home>/lake/catalog.db?busy_timeout=30000&journal_mode=WAL",
            "JDBC address of the Iceberg catalog, SQLite or PostgreSQL"),
    /** User of the catalog database. */
    LAKE_CATALOG_USER("lake.catalog-user", Kind.TEXT, "", "user of the catalog database"),
    /** Password of the catalog database. */
    LAKE_CATALOG_PASSWORD("lake.catalog-password", Kind.SECRET, "", "password of the catalog database"),
    /** Folder or object store prefix of all table files. */
    LAKE_WAREHOUSE(
            "lake.warehouse",
            Kind.TEXT,
            "<home>/lake/warehouse",
            "folder, or s3://bucket/folder of an object store, of all table files"),
    /** Address of an S3-compatible store; empty is Amazon's own. */
    LAKE_S3_ENDPOINT(
            "lake.s3.endpoint",
            Kind.TEXT,
            "",
            "address of the S3-compatible store of an s3:// warehouse; empty is Amazon's; credentials are the environment's"),
    /** Region of the store. */
    LAKE_S3_REGION("lake.s3.region", Kind.TEXT, "", "region of that store; empty is the environment's"),
    /** Whether buckets are named in the path. */
    LAKE_S3_PATH_STYLE(
            "lake.s3.path-style",
            Kind.TEXT,
            "false",
            "true where the store takes the bucket in the path, as most but Amazon's do"),
    /** Kafka cluster; empty starts the embedded broker. */
    KAFKA_BOOTSTRAP_SERVERS(
            "kafka.bootstrap-servers",
            Kind.TEXT,
            "",
            "host:port list of a Kafka cluster; empty starts the embedded broker"),
    /** Port of the embedded broker; 0 picks a free one. */
    KAFKA_PORT("kafka.port", Kind.INTEGER, "0", "port of the embedded broker on 127.0.0.1; 0 picks a free one"),
    /** Parallelism of the ingestion job; by itself a drain takes one core, and a job that goes on all of them. */
    INGEST_PARALLELISM(
            "ingest.parallelism",
            Kind.INTEGER,
            "0",
            "parallelism of the ingestion job; 0: 1 for a drain, the cores (8 at most) or the cluster's slots otherwise"),
    /** Time between two checkpoints, and so between two Iceberg commits. */
    INGEST_CHECKPOINT_INTERVAL(
            "ingest.checkpoint-interval",
            Kind.DURATION,
            "30s",
            "time between two checkpoints and so between two table commits; a drain commits at its end all the same"),
    /** Largest Kafka record that is accepted, in bytes. */
    INGEST_RECORD_BYTES_MAX(
            "ingest.record-bytes-max", Kind.INTEGER, "1048576", "largest accepted Kafka record in bytes"),
    /** Most items in one batch. */
    INGEST_ITEMS_MAX("ingest.items-max", Kind.INTEGER, "10000", "most items in one batch"),
    /** How far a receipt's time may lie after its arrival: clocks differ by that much and no more. */
    INGEST_RECEIPT_AHEAD_MAX(
            "ingest.receipt-ahead-max",
            Kind.DURATION,
            "5m",
            "how far a receipt's time may lie after its arrival in Kafka"),
    /** How far a receipt's time may lie before its arrival. */
    INGEST_RECEIPT_AGE_MAX(
            "ingest.receipt-age-max",
            Kind.DURATION,
            "87600h",
            "how far a receipt's time may lie before its arrival in Kafka"),
    /** How far a host's promise may lie behind the furthest one before no epoch waits for it. */
    INGEST_HOST_BEHIND_MAX(
            "ingest.host-behind-max",
            Kind.DURATION,
            "48h",
            "how far a host's promise may lie behind that of the furthest host before no epoch waits for it"),
    /** Iceberg catalog class that the ingestion job commits through. */
    INGEST_CATALOG_IMPL(
            "ingest.catalog-impl",
            Kind.TEXT,
            "org.apache.iceberg.jdbc.JdbcCatalog",
            "Iceberg catalog class that the ingestion job commits through"),
    /** Flink session cluster that runs the ingestion job; empty runs it in a child JVM. */
    INGEST_FLINK_CLUSTER(
            "ingest.flink-cluster",
            Kind.TEXT,
            "",
            "host:port of a Flink session cluster's REST server; empty runs the job in a child JVM"),
    /** Port on which the ingestion job's metrics can be scraped; 0 for none. */
    INGEST_METRICS_PORT(
            "ingest.metrics-port", Kind.INTEGER, "0", "port of the ingestion job's Prometheus metrics; 0 for none"),
    /** Spark master of the batch jobs. */
    SPARK_MASTER("spark.master", Kind.TEXT, "local[2]", "Spark master of the batch jobs"),
    /** Heap of a Spark driver. */
    SPARK_DRIVER_MEMORY("spark.driver-memory", Kind.TEXT, "2g", "heap of a Spark driver"),
    /** Spark properties of a cluster: memory and cores of executors, addresses, jars. */
    SPARK_PROPERTIES_FILE(
            "spark.properties-file",
            Kind.TEXT,
            "",
            "file of further Spark properties, as spark-submit takes it; empty for none"),
    /** What scores rows where {@code --device} does not say: {@code auto}, {@code scalar}, {@code vector} or {@code gpu}. */
    ATTRIBUTION_DEVICE(
            "attribution.device",
            Kind.TEXT,
            "auto",
            "what scores rows: auto, scalar, vector (for many questions an epoch) or gpu; same numbers"),
    /** Sentence model of a review. */
    REVIEW_EMBEDDINGS(
            "review.embeddings",
            Kind.TEXT,
            "off",
            "sentence model by which 'datanet review' compares what records say: off, or minilm, which Maven fetches once (130 MB)"),
    /** The rung of the ledger: {@code embedded} runs the contract in process, {@code fabric} talks to a Fabric network. */
    LEDGER_KIND(
            "ledger.kind", Kind.TEXT, "embedded", "embedded runs the contract in process, fabric on a Fabric network"),
    /** Folder of Hyperledger Fabric's programs, for {@code ledger up}. */
    LEDGER_FABRIC_BIN(
            "ledger.fabric.bin", Kind.TEXT, "", "folder of Hyperledger Fabric's programs; empty looks on PATH"),
    /** Port of the SQL server on 127.0.0.1; 0 picks a free one. */
    SQL_SERVER_PORT(
            "sql-server.port", Kind.INTEGER, "32010", "port of the SQL server on 127.0.0.1; 0 picks a free one"),
    /** Time after which the SQL server ends a statement. */
    SQL_SERVER_STATEMENT_TIMEOUT(
            "sql-server.statement-timeout", Kind.DURATION, "60s", "time after which the SQL server ends a statement"),
    /** Most rows that the SQL server gives for one statement. */
    SQL_SERVER_ROWS_MAX("sql-server.rows-max", Kind.INTEGER, "1000000", "most rows of one answer of the SQL server"),
    /** Most bytes that the SQL server gives for one statement. */
    SQL_SERVER_BYTES_MAX(
            "sql-server.bytes-max", Kind.INTEGER, "268435456", "most bytes of one answer of the SQL server"),
    /** Address that Trino listens on. */
    SQL_SERVER_TRINO_ADDRESS(
            "sql-server.trino.address", Kind.TEXT, "127.0.0.1", "the one address that Trino listens on"),
    /** Heap of Trino. */
    SQL_SERVER_TRINO_MEMORY("sql-server.trino.memory", Kind.TEXT, "1500m", "heap of Trino"),
    /** JDK 24 or newer for Trino; empty looks in the usual places. */
    SQL_SERVER_TRINO_JAVA_HOME(
            "sql-server.trino.java-home",
            Kind.TEXT,
            "",
            "JDK 24 or newer for Trino; empty looks at JAVA25_HOME and below /usr/lib/jvm"),
    /** Folder of Trino's own files; empty is the user's cache. */
    SQL_SERVER_TRINO_FOLDER(
            "sql-server.trino.folder", Kind.TEXT, "", "folder of Trino's own files; empty is ~/.cache/tributary"),
    /** Role of PostgreSQL that can only read the catalog. */
    SQL_SERVER_TRINO_CATALOG_USER(
            "sql-server.trino.catalog-user", Kind.TEXT, "", "role of PostgreSQL that can only read the catalog"),
    /** Password of that role. */
    SQL_SERVER_TRINO_CATALOG_PASSWORD(
            "sql-server.trino.catalog-password", Kind.SECRET, "", "password of the role that can only read"),
    /** Address that the HTTP gateway listens on. */
    GATEWAY_HOST(
            "gateway.host",
            Kind.TEXT,
            "127.0.0.1",
            "address the HTTP gateway listens on; any but loop-back needs gateway.tls.certificate"),
    /** Port of the HTTP gateway; 0 picks a free one. */
    GATEWAY_PORT("gateway.port", Kind.INTEGER, "32020", "port of the HTTP gateway; 0 picks a free one"),
    /** Certificate under which the gateway serves HTTPS. */
    GATEWAY_TLS_CERTIFICATE(
            "gateway.tls.certificate",
            Kind.TEXT,
            "",
            "PEM file of the gateway's certificate and its chain; empty serves plain HTTP"),
    /** Private key of that certificate. */
    GATEWAY_TLS_KEY(
            "gateway.tls.key", Kind.TEXT, "", "PEM file of the certificate's private key, PKCS#8 and not encrypted"),
    /** The organisation whose gateway it is. */
    GATEWAY_OPERATOR(
            "gateway.operator", Kind.TEXT, "org1", "organisation that runs the gateway and stands by its promises"),
    /** Most bytes that the gateway takes of one contributor on one day, UTC. */
    GATEWAY_BYTES_PER_DAY(
            "gateway.bytes-per-day", Kind.INTEGER, "268435456", "bytes that the gateway takes of a contributor a day"),
    /** Most items that the gateway takes of one contributor on one day, UTC. */
    GATEWAY_ITEMS_PER_DAY(
            "gateway.items-per-day", Kind.INTEGER, "1000000", "items that the gateway takes of a contributor a day"),
    /** Most files that the gateway takes of one contributor on one day, UTC; a batch that names no files is one. */
    GATEWAY_FILES_PER_DAY(
            "gateway.files-per-day", Kind.INTEGER, "10000", "files that the gateway takes of a contributor a day"),
    /** Time within which the gateway promises that a batch is anchored. */
    GATEWAY_INCLUDE_WITHIN(
            "gateway.include-within", Kind.DURATION, "1440m", "time within which a batch is promised to be anchored"),
    /** Requests that the gateway handles at a time. */
    GATEWAY_IN_FLIGHT_MAX("gateway.in-flight-max", Kind.INTEGER, "64", "requests that the gateway handles at a time"),
    /** Time that a client has for sending one request. */
    GATEWAY_REQUEST_TIMEOUT(
            "gateway.request-timeout", Kind.DURATION, "30s", "time that a client has for sending one request"),
    /** Pace at which a batch must come. */
    GATEWAY_BYTES_PER_SECOND_MIN(
            "gateway.bytes-per-second-min",
            Kind.INTEGER,
            "16384",
            "pace at which a batch must come, or it loses its connection; 0 for any"),
    /** How many organisations must attest the same epoch record. */
    LEDGER_THRESHOLD("ledger.threshold", Kind.INTEGER, "2", "organisations that must attest the same epoch record"),
    /** The rule by which a network that is made pays passages; afterwards the ledger's parameter decides. */
    PAY_RULE(
            "pay.rule",
            Kind.TEXT,
            "bundles/v4",
            "rule by which a new network pays passages: rows/v1 or bundles/v1 to bundles/v4"),
    /** Address of a DolphinScheduler server. */
    SCHEDULER_URL(
            "scheduler.url",
            Kind.TEXT,
            "",
            "address of a DolphinScheduler server, as http://127.0.0.1:12345/dolphinscheduler"),
    /** Token of the user in whose name jobs are submitted. */
    SCHEDULER_TOKEN("scheduler.token", Kind.SECRET, "", "token of the user in whose name jobs are submitted"),
    /** The release that the server's interface is of. */
    SCHEDULER_DIALECT("scheduler.dialect", Kind.TEXT, "3.1", "release of the server: 3.1, or 3.3 for 3.3.1 and later"),
    /** Project of the server that holds the workflows. */
    SCHEDULER_PROJECT("scheduler.project", Kind.TEXT, "tributary", "project of the server that holds the workflows"),
    /** User of the operating system that tasks run as. */
    SCHEDULER_TENANT("scheduler.tenant", Kind.TEXT, "default", "user of the operating system that tasks run as"),
    /** Workers that run what names no others. */
    SCHEDULER_WORKER_GROUP("scheduler.worker-group", Kind.TEXT, "default", "workers that run what names no others"),
    /** The command on the workers; empty is the one that submits. */
    SCHEDULER_LAUNCHER(
            "scheduler.launcher", Kind.TEXT, "", "path of tributary on the workers; empty is the one that submits"),
    /** The home folder on the workers. */
    SCHEDULER_HOME("scheduler.home", Kind.TEXT, "<home>", "home folder on the workers"),
    /** Folder on the workers with one file for each secret of a workflow. */
    SCHEDULER_SECRETS(
            "scheduler.secrets", Kind.TEXT, "<home>/secrets", "folder with one file for each secret of a job"),
    /** How many items a held-out set has at least in a network that is made; afterwards the ledger's parameter decides. */
    HELDOUT_MINIMUM(
            "heldout.minimum", Kind.INTEGER, "200", "fewest passages of a held-out set in a new network, 1 or more"),
    /** How many questions the demo asks. */
    DEMO_QUESTIONS("demo.questions", Kind.INTEGER, "128", "questions that the demo asks"),
    /** How many documents the demo contributes; 0 means all. */
    DEMO_DOCUMENTS_MAX("demo.documents-max", Kind.INTEGER, "0", "documents that the demo contributes; 0 means all");

    private final String id;
    private final Kind kind;
    private final String defaultValue;
    private final String description;

    Key(String id, Kind kind, String defaultValue, String description) {
        this.id = id;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    /** The key of a name. */
    static Key of(String name) {
        for (Key key : values()) {
            if (key.id.equals(name)) {
                return key;
            }
        }
        Key nearest = Arrays.stream(values())
                .min(Comparator.comparingInt(key -> distance(name, key.id)))
                .orElseThrow();
        throw new InvalidInputException("unknown configuration key " + name + ", did you mean " + nearest.id + "?");
    }

    /** Levenshtein distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substitution = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitution, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }

    /** The name in the file. */
    public String id() {
        return id;
    }

    /** What its value looks like. */
    public Kind kind() {
        return kind;
    }

    /** The value where the file says nothing; may hold {@code <home>}. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What it is for, in a few words. */
    public String description() {
        return description;
    }
}
