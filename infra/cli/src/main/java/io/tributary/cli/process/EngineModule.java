// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.process;

import io.tributary.protocol.error.UnavailableException;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The modules that run as processes of their own, with the JVM options they need. */
public enum EngineModule {
    /** The embedded Kafka broker. */
    BROKER("ingestion/broker", "tributary-ingestion-broker", JvmOptions.BROKER),
    /** The Flink job that fills the bronze tables. */
    INGEST("ingestion/flink", "tributary-ingestion-flink", JvmOptions.FLINK),
    /** The HTTP gateway: signed batches in, promises out. */
    GATEWAY("ingestion/gateway", "tributary-ingestion-gateway", JvmOptions.GATEWAY),
    /** Spark: publish, train, query. */
    PIPELINES("pipelines", "tributary-pipelines", JvmOptions.SPARK),
    /** Spark: embeddings of records, for people who review. */
    EMBEDDINGS("pipelines/embeddings", "tributary-embeddings", JvmOptions.SPARK),
    /** Spark behind Arrow Flight SQL: the lake over JDBC. */
    SQL_SERVER("lakehouse/sql-server", "tributary-sql-server", JvmOptions.SPARK),
    /** Spark: seal, attribute. */
    ATTRIBUTION("attribution-jobs/spark", "tributary-attribution", JvmOptions.SPARK),
    /** Instruments and attack lab: numbers by the million, so the optimising compiler runs. */
    EVALUATION("attribution-jobs/evaluation", "tributary-evaluation", JvmOptions.EVALUATION),
    /** The contract as Fabric chaincode; a Fabric network starts it for each organisation. */
    CHAINCODE("fabric-chaincode/chaincode", "tributary-chaincode", List.of()),
    /** This command itself: members that recompute in a process of their own. */
    COMMAND("infra/cli", "tributary-cli", JvmOptions.COMMAND),
    /** The offline verifier. */
    VERIFIER("lakehouse/protocol", "tributary-protocol", JvmOptions.VERIFIER);

    /** For an ingestion job that runs for long, beside the module's own options, which are those of a quick start and a small heap. */
    public static final List<String> THROUGHPUT = JvmOptions.THROUGHPUT;

    private static final String CLASS_PATH_FILE = "target/runtime.classpath";

    private final String folder;
    private final String artifact;
    private final List<String> jvmOptions;

    EngineModule(String folder, String artifact, List<String> jvmOptions) {
        this.folder = folder;
        this.artifact = artifact;
        this.jvmOptions = jvmOptions;
    }

    /** Options of the JVM: heap, collector, opened packages. */
    public List<String> jvmOptions() {
        return jvmOptions;
    }

    /** The root of the checkout, given by the launcher in the system property {@code tributary.repo}. */
    public static Path repository() {
        String repository = System.getProperty("tributary.repo", "");
        if (repository.isEmpty()) {
            throw new UnavailableException("the system property tributary.repo is not set; start with ./tributary");
        }
        return Path.of(repository);
    }

    /** The module's own jar. */
    public Path jar() {
        Path target = repository().resolve(folder).resolve("target");
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, artifact + "-[0-9]*.jar")) {
            for (Path jar : jars) {
                if (!jar.toString().endsWith("-tests.jar") && !jar.toString().endsWith("-sources.jar")) {
                    return jar;
                }
            }
        } catch (IOException e) {
            throw new UnavailableException(folder + " is not built: " + target + " can't be read", e);
        }
        throw new UnavailableException(folder + " is not built: no " + artifact + " jar in " + target);
    }

    /** The module's jar followed by everything it needs at run time; the verifier needs nothing. */
    public List<Path> classPath() {
        List<Path> entries = new ArrayList<>();
        entries.add(jar());
        if (this == VERIFIER) {
            return List.copyOf(entries);
        }
        Path file = repository().resolve(folder).resolve(CLASS_PATH_FILE);
        try {
            Arrays.stream(Files.readString(file).strip().split(File.pathSeparator))
                    .filter(entry -> !entry.isEmpty())
                    .map(Path::of)
                    .forEach(entries::add);
        } catch (IOException e) {
            throw new UnavailableException(folder + " is not built: " + file + " is missing", e);
        }
        return this == ATTRIBUTION ? beginningLike(PIPELINES.classPath(), entries) : List.copyOf(entries);
    }

    /** The same entries with some of them first, so that one archive of classes serves both; as they are where those are not all among them. */
    private static List<Path> beginningLike(List<Path> first, List<Path> entries) {
        if (!entries.containsAll(first)) {
            return List.copyOf(entries);
        }
        Set<Path> ordered = new LinkedHashSet<>(first);
        ordered.addAll(entries);
        return List.copyOf(ordered);
    }
}
