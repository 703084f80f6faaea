// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import io.tributary.cli.Tributary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandTreeTest {
    @TempDir
    Path folder;

    static List<String> everyCommand() {
        List<String> paths = new ArrayList<>();
        collect(Tributary.commandLine(), "", paths);
        return paths;
    }

    private static void collect(CommandLine command, String path, List<String> paths) {
        command.getSubcommands().forEach((name, sub) -> {
            if (!name.equals("help")) {
                paths.add((path + " " + name).strip());
                collect(sub, path + " " + name, paths);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyCommandExplainsItself(String path) {
        List<String> words = new ArrayList<>(List.of(path.split(" ")));
        words.add("--help");
        Ran ran = Ran.of(words.toArray(String[]::new));
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("Usage: tributary " + path).contains("--help");
        assertThat(ran.err()).isEmpty();
    }

    /** What stands in a help page as an example is a command as it stands; a remark behind it is set off by three spaces. */
    @Test
    void everyExampleOfAHelpPageCanBeTyped() {
        List<String> examples = new ArrayList<>();
        CommandLine tributary = Tributary.commandLine();
        examples(tributary, examples);
        assertThat(examples).hasSizeGreaterThan(80);
        assertThat(examples).allSatisfy(example -> {
            List<String> words = words(example);
            assertThat(words.get(0)).isEqualTo("tributary");
            CommandLine.ParseResult parsed =
                    tributary.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
            assertThat(parsed.unmatched()).isEmpty();
        });
    }

    @ParameterizedTest
    @MethodSource("everyVerb")
    void everyVerbShowsHowItIsTyped(String path) {
        CommandLine command = Tributary.commandLine();
        for (String word : path.split(" ")) {
            command = command.getSubcommands().get(word);
        }
        List<String> examples = new ArrayList<>();
        examples(command, examples);
        assertThat(examples)
                .as(path)
                .anySatisfy(example -> assertThat(example + " ").startsWith("tributary " + path + " "));
    }

    static List<String> everyVerb() {
        List<String> all = everyCommand();
        return all.stream()
                .filter(path -> all.stream().noneMatch(other -> other.startsWith(path + " ")))
                .toList();
    }

    private static void examples(CommandLine command, List<String> examples) {
        for (String line : command.getCommandSpec().usageMessage().footer()) {
            if (line.startsWith("  tributary ")) {
                String text = line.strip().split(" {3,}| && |  #| \\| | > | &$|; ")[0];
                examples.add(text.replace("%%", "%").replace("%n", ""));
            }
        }
        command.getSubcommands().values().forEach(sub -> examples(sub, examples));
    }

    /** As a shell parts them. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = Pattern.compile("(?:[^\\s\"']+|\"[^\"]*\"|'[^']*')+").matcher(line);
        while (word.find()) {
            words.add(word.group().replaceAll("[\"']", ""));
        }
        return words;
    }

    @Test
    void everyVerbOfTheDesignIsThere() {
        assertThat(everyCommand())
                .contains(
                        "demo",
                        "datanet create",
                        "datanet hold-out",
                        "datanet publish",
                        "contribute",
                        "gateway up",
                        "gateway down",
                        "gateway status",
                        "gateway invite",
                        "ingest run",
                        "ingest audit",
                        "ingest status",
                        "model train",
                        "model ask",
                        "epoch seal",
                        "epoch attribute",
                        "epoch recompute",
                        "epoch review",
                        "epoch challenge",
                        "epoch verdict",
                        "epoch propose",
                        "epoch attest",
                        "epoch finalise",
                        "payout explain",
                        "payout proof",
                        "payout claim",
                        "verify",
                        "ledger mirror",
                        "ledger parameter",
                        "ledger approve",
                        "model refuse",
                        "audit replay",
                        "audit export",
                        "audit split-view",
                        "lab tamper payout",
                        "lab tamper held-out",
                        "job validate",
                        "job plan",
                        "job apply",
                        "job run",
                        "job watch",
                        "job logs",
                        "job cancel",
                        "job retry",
                        "job rerun",
                        "job backfill",
                        "job trigger",
                        "job list",
                        "job doctor",
                        "eval attribution",
                        "lab collude",
                        "lab tamper block",
                        "ledger up",
                        "ledger down",
                        "ledger logs",
                        "sql",
                        "bench ledger",
                        "bench ingest",
                        "bench sql",
                        "sql-server status",
                        "lab tamper",
                        "lab plant",
                        "lab feed",
                        "lab forge",
                        "lab hostile",
                        "config",
                        "doctor");
    }

    @Test
    void aMisspeltCommandIsAnsweredWithTheNearest() {
        Ran ran = Ran.of("demmo");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).startsWith("error: ").contains("demo").hasLineCount(1);
    }

    @Test
    void aGroupWithoutAVerbNamesItsVerbs() {
        Ran ran = Ran.of("epoch");
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("seal").contains("attest").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epoch seal one",
                "demo --clean --resume",
                "demo --seed x",
                "demo --ledger FABRIC",
                "payout proof somebody --epoch 1",
                "lab tamper model --epoch 1 --by 1",
                "payout explain",
                "epoch recompute 1 --engine gpu",
                "epoch attest 1",
                "epoch review 1",
                "epoch propose 1 --as org2",
                "sql select 1",
                "sql --maintenance",
                "lab feed --records few"
            })
    void inputThatCannotBeUsedEndsWithTwoAndOneSentence(String line) {
        Ran ran = Ran.of(line.split(" "));
        assertThat(ran.exit()).as(ran.err()).isEqualTo(2);
        assertThat(ran.err()).startsWith("error: ").hasLineCount(1);
        assertThat(ran.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datanet list",
                "gateway status",
                "gateway down",
                "contribute speeches --check receipt.json",
                "ingest audit",
                "model list",
                "epoch show 1",
                "payout list",
                "ledger status",
                "ledger down",
                "ledger logs orderer",
                "sql SELECT",
                "lab plant speeches"
            })
    void withoutANetworkEveryCommandEndsWithThreeAndSaysHowToMakeOne(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.addAll(List.of("--home", folder.resolve("none").toString()));
        Ran ran = Ran.of(words.toArray(String[]::new));
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.err())
                .startsWith("error: no network in ")
                .contains("tributary demo")
                .hasLineCount(1);
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @Test
    void aDemoDoesNotTouchANetworkThatIsThere() throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve("tributary.properties"), "ledger.threshold=3\n");
        Ran ran = Ran.of("demo", "--home", home.toString());
        assertThat(ran.exit()).isEqualTo(4);
        assertThat(ran.err()).contains("--resume").contains("--clean").hasLineCount(1);
        assertThat(home.resolve("tributary.properties")).hasContent("ledger.threshold=3");
    }

    @Test
    void verifyWithoutAPolicyHasNoAnswer() {
        Ran ran = Ran.of("verify", folder.resolve("proof.json").toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err()).contains("--policy");
    }

    @Test
    void configShowsValuesAndHidesSecrets() throws IOException {
        Path file = Files.writeString(
                folder.resolve("my.properties"), "lake.catalog-password=hunter2\nledger.threshold=3\n");
        Ran ran = Ran.of("config", "--config", file.toString(), "--home", folder.toString());
        assertThat(ran.exit()).isZero();
        assertThat(ran.out()).contains("ledger.threshold=3").doesNotContain("hunter2");
        Ran json = Ran.of("config", "--config", file.toString(), "--home", folder.toString(), "--json");
        assertThat(json.out())
                .startsWith("{\"home\":")
                .doesNotContain("hunter2")
                .hasLineCount(1);
    }

    @Test
    void configNamesTheNearestKey() throws IOException {
        Path file = Files.writeString(folder.resolve("my.properties"), "ledger.treshold=3\n");
        Ran ran = Ran.of("config", "--config", file.toString(), "--home", folder.toString());
        assertThat(ran.exit()).isEqualTo(2);
        assertThat(ran.err())
                .contains("ledger.treshold")
                .contains("ledger.threshold")
                .hasLineCount(1);
    }
}
