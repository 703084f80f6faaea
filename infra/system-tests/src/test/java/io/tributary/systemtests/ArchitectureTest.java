// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The arrows between the modules, read from what the siblings compiled to. Their classes are imported by path, so that no
 * class path ever holds two engines.
 */
class ArchitectureTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("tributary.repo", "../.."));
    private static final Set<String> TESTS_ONLY = Set.of("infra/system-tests", "scheduler/server-tests");

    /** The package of each module; a module that is built but not named here fails the first test. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("lakehouse/protocol", "io.tributary.protocol"),
            Map.entry("lakehouse/tables", "io.tributary.tables"),
            Map.entry("lakehouse/sql-server", "io.tributary.sqlserver"),
            Map.entry("attribution-jobs/influence", "io.tributary.influence"),
            Map.entry("attribution-jobs/evaluation", "io.tributary.evaluation"),
            Map.entry("attribution-jobs/spark", "io.tributary.attribution"),
            Map.entry("fabric-chaincode/contract", "io.tributary.contract"),
            Map.entry("fabric-chaincode/chaincode", "io.tributary.chaincode"),
            Map.entry("fabric-chaincode/ledger", "io.tributary.ledger"),
            Map.entry("ingestion/client", "io.tributary.ingestion"),
            Map.entry("ingestion/broker", "io.tributary.ingestion.broker"),
            Map.entry("ingestion/gateway", "io.tributary.ingestion.gateway"),
            Map.entry("ingestion/flink", "io.tributary.ingestion.flink"),
            Map.entry("pipelines", "io.tributary.pipelines"),
            Map.entry("pipelines/embeddings", "io.tributary.embeddings"),
            Map.entry("scheduler", "io.tributary.scheduler"),
            Map.entry("infra/cli", "io.tributary.cli"));

    private static final String[] FLINK_SIDE = {"io.tributary.ingestion.flink.."};
    private static final String[] SPARK_SIDE = {
        "io.tributary.pipelines..",
        "io.tributary.embeddings..",
        "io.tributary.attribution..",
        "io.tributary.sqlserver.."
    };
    private static final String[] ENGINE_SIDE = {
        "io.tributary.ingestion.flink..",
        "io.tributary.pipelines..",
        "io.tributary.embeddings..",
        "io.tributary.attribution..",
        "io.tributary.sqlserver.."
    };
    private static final String[] LEDGER_SIDE = {
        "io.tributary.contract..", "io.tributary.chaincode..", "io.tributary.ledger..", "org.hyperledger.fabric.."
    };

    private static JavaClasses built;

    @BeforeAll
    static void importWhatTheSiblingsCompiledTo() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (String module : modules()) {
            Path folder = REPOSITORY.resolve(module).resolve("target/classes");
            assertThat(folder).as("compiled classes of %s", module).isDirectory();
            folders.add(folder);
        }
        built = new ClassFileImporter().importPaths(folders);
    }

    private static List<String> modules() throws IOException {
        Matcher module =
                Pattern.compile("<module>([^<]+)</module>").matcher(Files.readString(REPOSITORY.resolve("pom.xml")));
        return module.results()
                .map(result -> result.group(1))
                .filter(name -> !TESTS_ONLY.contains(name))
                .toList();
    }

    @Test
    void everyModuleKeepsToItsOwnPackage() throws IOException {
        assertThat(modules()).containsExactlyInAnyOrderElementsOf(PACKAGES.keySet());
        for (Map.Entry<String, String> module : PACKAGES.entrySet()) {
            Path folder = REPOSITORY.resolve(module.getKey()).resolve("target/classes");
            JavaClasses classes = new ClassFileImporter().importPath(folder);
            assertThat(classes).as("classes of %s", module.getKey()).isNotEmpty();
            classes().should().resideInAPackage(module.getValue() + "..").check(classes);
        }
    }

    @Test
    void protocolSeesTheJdkAlone() {
        check(onlyDependOn("io.tributary.protocol..").as("anybody verifies with the JDK and this jar"));
    }

    @Test
    void influenceSeesProtocolAlone() {
        check(onlyDependOn("io.tributary.influence..", "io.tributary.protocol..")
                .as("the mathematics takes arrays and returns arrays"));
    }

    @Test
    void nothingImportsTheEvaluation() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.tributary.evaluation..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tributary.evaluation..", "org.ejml..", "org.apache.commons.math3..", "org.knowm.xchart..")
                .as("instruments measure and are never measured by; their floating point stays with them"));
    }

    @Test
    void contractSeesProtocolAlone() {
        check(onlyDependOn("io.tributary.contract..", "io.tributary.protocol..")
                .as("members read the contract and protocol, and nothing else"));
    }

    @Test
    void contractIsAPureFunctionOfArgumentsAndState() {
        check(noClasses()
                .that()
                .resideInAPackage("io.tributary.contract..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.file..", "java.util.concurrent..")
                        .or(named(
                                "java.io.File",
                                "java.lang.Thread",
                                "java.security.SecureRandom",
                                "java.time.Clock",
                                "java.util.Random",
                                "java.util.SplittableRandom")))
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .as("two endorsers must compute the same bytes: no clock, no chance, no thread, no file, no network"));
    }

    @Test
    void theChaincodeSeesTheShimTheContractAndProtocol() {
        check(onlyDependOn(
                        "io.tributary.chaincode..",
                        "io.tributary.contract..",
                        "io.tributary.protocol..",
                        "org.hyperledger.fabric.shim..",
                        "org.hyperledger.fabric.protos..",
                        "org.hyperledger.fabric.metrics..",
                        "org.hyperledger.fabric.traces..",
                        "com.google.gson..",
                        "com.google.protobuf..")
                .as("the adapter translates between the shim and the contract and decides nothing"));
    }

    @Test
    void fabricStopsAtTheChaincodeAndTheLedger() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.tributary.chaincode..", "io.tributary.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.tributary.chaincode..", "org.hyperledger..", "io.grpc..")
                .as("only the chaincode sees the shim, only the ledger sees the gateway"));
    }

    @Test
    void protocolBuffersStopWhereAForeignProtocolIsSpoken() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.tributary.chaincode..", "io.tributary.ledger..", "io.tributary.sqlserver..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.protobuf..")
                .as("Fabric and Flight SQL speak protocol buffers, our own records are canonical JSON"));
    }

    @Test
    void arrowStopsAtTheSqlServer() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.tributary.sqlserver..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.arrow..")
                .as("only the SQL server speaks Flight"));
    }

    @Test
    void undertowStopsAtTheGatewayAndTheGatewaySeesNoLedger() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("io.tributary.ingestion.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.undertow..", "org.xnio..", "io.tributary.ingestion.gateway..")
                .as("only the gateway serves HTTP, in a JVM of its own"));
        check(noClasses()
                .that()
                .resideInAPackage("io.tributary.ingestion.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LEDGER_SIDE)
                .as("the edge promises and counts; it never writes to the ledger"));
    }

    @Test
    void contractHasNoFloatingPoint() {
        DescribedPredicate<JavaClass> floating = named("double", "float", "java.lang.Double", "java.lang.Float");
        check(methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.tributary.contract..")
                .should()
                .notHaveRawReturnType(floating)
                .as("money and shares are integers"));
        check(fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.tributary.contract..")
                .should()
                .notHaveRawType(floating)
                .as("money and shares are integers"));
    }

    @Test
    void flinkTypesStopAtTheFlinkModule() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(FLINK_SIDE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.flink..", "org.apache.iceberg.flink..", "io.tributary.ingestion.flink..")
                .as("no other module sees Flink; Flink runs in a JVM of its own"));
    }

    @Test
    void sparkTypesStopAtTheSparkModules() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(SPARK_SIDE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.spark..",
                        "org.apache.iceberg.spark..",
                        "scala..",
                        "io.tributary.pipelines..",
                        "io.tributary.attribution..")
                .as("no other module sees Spark; Spark runs in a JVM of its own"));
    }

    @Test
    void enginesNeverSeeTheLedger() {
        check(noClasses()
                .that()
                .resideInAnyPackage(ENGINE_SIDE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(LEDGER_SIDE)
                .as("jobs write leaves and roots to tables; the committer alone talks to the ledger"));
    }

    @Test
    void theLedgerSeesNeitherTablesNorKafka() {
        check(noClasses()
                .that()
                .resideInAPackage("io.tributary.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache..", "io.tributary.tables..", "io.tributary.ingestion..")
                .as("the ledger knows protocol and contract only"));
    }

    @Test
    void tablesSeesNoKafkaAndNoLedger() {
        check(noClasses()
                .that()
                .resideInAPackage("io.tributary.tables..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(LEDGER_SIDE)
                        .or(resideInAnyPackage(
                                "org.apache.kafka..", "io.tributary.ingestion..", "io.tributary.influence..")))
                .as("tables stands beside both engines and knows protocol and Iceberg only"));
    }

    @Test
    void theBrokerIsInvisible() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.tributary.ingestion.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.tributary.ingestion.broker..",
                        "kafka..",
                        "org.apache.kafka.server..",
                        "org.apache.kafka.metadata..")
                .as("main code speaks to a broker over the network, embedded or not"));
    }

    @Test
    void nothingImportsTheCommand() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("io.tributary.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tributary.cli..")
                .as("the command is outermost"));
    }

    @Test
    void modulesFormNoCycle() {
        check(slices().matching("io.tributary.(*)..").should().beFreeOfCycles());
    }

    @Test
    void nothingStaticIsMutable() {
        check(fields().that().areStatic().should().beFinal().as("state is passed through constructors"));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(noClasses()
                .should()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .as("a class is named for what it does"));
    }

    @Test
    void theJdkReplacesGuavaAndLombok() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.common..", "lombok..")
                .as("no Guava and no Lombok in our code: the JDK has what they gave"));
    }

    private static ArchRule onlyDependOn(String module, String... others) {
        DescribedPredicate<JavaClass> allowed = resideInAPackage("java..")
                .or(resideInAPackage("javax.crypto.."))
                .or(resideInAPackage(module))
                .or(resideInAnyPackage(others));
        return noClasses().that().resideInAPackage(module).should().dependOnClassesThat(not(allowed));
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        List<String> wanted = List.of(names);
        return DescribedPredicate.describe("are one of " + wanted, type -> wanted.contains(type.getName()));
    }

    private static void check(ArchRule rule) {
        rule.check(built);
    }
}
