// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No floating-point number is in a class whose values reach a hash, neither in its members nor in between; and no digit of a machine's language. */
class IntegersOnlyTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("tributary.repo", "../.."));

    private static final List<String> FOLDERS = List.of(
            "lakehouse/protocol/target/classes/io/tributary/protocol/canonical",
            "lakehouse/protocol/target/classes/io/tributary/protocol/merkle",
            "lakehouse/protocol/target/classes/io/tributary/protocol/money",
            "lakehouse/protocol/target/classes/io/tributary/protocol/record",
            "attribution-jobs/influence/target/classes/io/tributary/influence",
            "attribution-jobs/spark/target/classes/io/tributary/attribution",
            "pipelines/target/classes/io/tributary/pipelines",
            "fabric-chaincode/contract/target/classes/io/tributary/contract",
            "infra/cli/target/classes/io/tributary/cli/recompute");

    /** The curvature step and what leads to it, in an order fixed for every element; a table checked by its hash; MLlib's start, which is anchored. */
    private static final Set<String> FLOATING = Set.of(
            "CholeskyFactor", "InverseCurvature", "NewtonStep", "CurvatureSums", "ExponentialTable", "MllibStart");

    private static final Pattern INSTRUCTION = Pattern.compile(
            "^\\s*\\d+: ([il]2[df]|[df]2[ildf]|[df](add|sub|mul|div|rem|neg|cmp[lg]|a?load|a?store|const|return)(_\\d)?"
                    + "|ldc\\w*\\s.*// (double|float) .*|newarray\\s+(double|float))(\\s|$)");

    private static final Pattern DECLARATION = Pattern.compile("^[a-z].* \\{$");

    private static List<Path> files;

    @BeforeAll
    static void find() throws IOException {
        files = new ArrayList<>();
        for (String folder : FOLDERS) {
            try (Stream<Path> found = Files.walk(REPOSITORY.resolve(folder))) {
                List<Path> classes = found.filter(file -> file.toString().endsWith(".class"))
                        .filter(file ->
                                !FLOATING.contains(file.getFileName().toString().replaceAll("(\\$.*)?\\.class$", "")))
                        .toList();
                assertThat(classes).as(folder).isNotEmpty();
                files.addAll(classes);
            }
        }
    }

    @Test
    void noMemberIsFloating() {
        JavaClasses classes = new ClassFileImporter().importPaths(files);
        Set<String> names = Set.of("double", "float", "double[]", "float[]", "java.lang.Double", "java.lang.Float");
        DescribedPredicate<JavaClass> floating =
                DescribedPredicate.describe("floating", type -> names.contains(type.getName()));
        fields().should().notHaveRawType(floating).check(classes);
        methods().should().notHaveRawReturnType(floating).check(classes);
    }

    @Test
    void noNumberIsWrittenInTheMachinesLanguage() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .because("a language may have digits of its own; 'format' is told Locale.ROOT")
                .check(new ClassFileImporter().importPaths(files));
    }

    @Test
    void noInstructionIsFloating() {
        assertThat(floating(files)).isEmpty();
        assertThat(floating(List.of(REPOSITORY.resolve(
                        "attribution-jobs/influence/target/classes/io/tributary/influence/InverseCurvature.class"))))
                .as("what the search finds where there is something")
                .isNotEmpty();
    }

    /** The floating-point instructions of classes, each behind the line with which its class begins. */
    private static List<String> floating(List<Path> classes) {
        List<String> found = new ArrayList<>();
        String declaration = "";
        int declarations = 0;
        for (String line : disassembled(classes).split("\n")) {
            if (DECLARATION.matcher(line).find()) {
                declaration = line;
                declarations++;
            } else if (INSTRUCTION.matcher(line).find()) {
                found.add(declaration + " " + line.strip());
            }
        }
        assertThat(declarations).as("classes that were looked at").isEqualTo(classes.size());
        return found;
    }

    /** All in one run: javap takes longer to begin than for a class. */
    private static String disassembled(List<Path> classes) {
        List<String> words = new ArrayList<>(List.of("-c", "-p"));
        classes.forEach(file -> words.add(file.toString()));
        StringWriter out = new StringWriter();
        int exit = ToolProvider.findFirst("javap")
                .orElseThrow()
                .run(new PrintWriter(out), new PrintWriter(out), words.toArray(String[]::new));
        assertThat(exit).as("javap: %s", out).isZero();
        return out.toString();
    }
}
