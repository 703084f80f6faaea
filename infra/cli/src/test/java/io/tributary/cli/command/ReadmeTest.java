// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What the README and the help texts tell people to type exists. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadmeTest {
    private static final Path README = Path.of(System.getProperty("tributary.repo", "../.."), "README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```[a-z]*\\n(.*?)^```");
    private static final Pattern LAUNCHER = Pattern.compile("^\\s*(?:\\$ )?(?:\\./)?tributary +(.*)$");
    private static final Pattern EXAMPLES = Pattern.compile("(?ms)^Examples?:\\n(.*)");
    /** Handled by the launcher itself, which has no page of help for it. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("test");

    private final Map<String, String> pages = new HashMap<>();

    @Test
    void theReadmeNamesOnlyCommandsThatExist() throws IOException {
        List<String> lines = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(README));
        while (block.find()) {
            lines.addAll(typed(block.group(1)));
        }
        assertThat(lines).anyMatch(line -> line.startsWith("demo")).anyMatch(line -> line.startsWith("test"));
        new TreeSet<>(lines).forEach(this::expectKnown);
    }

    @Test
    void theExamplesOfEveryHelpPageNameOnlyCommandsThatExist() {
        Set<String> lines = new TreeSet<>();
        for (String command : commands()) {
            Matcher examples = EXAMPLES.matcher(help(command));
            if (examples.find()) {
                lines.addAll(typed(examples.group(1)));
            }
        }
        assertThat(lines).isNotEmpty();
        lines.forEach(this::expectKnown);
    }

    @Test
    void everyCommandOfTheListHasAPageOfHelp() {
        assertThat(commands()).contains("demo", "epoch", "payout", "verify", "sql");
        for (String command : commands()) {
            assertThat(help(command)).as("help of %s", command).contains("Usage: tributary " + command);
        }
    }

    private List<String> commands() {
        Matcher list = Pattern.compile("(?ms)^Commands[^\\n]*\\n(.*?)^\\S").matcher(help(""));
        assertThat(list.find()).as("list of commands").isTrue();
        return Pattern.compile("(?m)^  ([a-z]+) ")
                .matcher(list.group(1))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !name.equals("help"))
                .toList();
    }

    private static List<String> typed(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : text.replace("\\\n", " ").split("\n")) {
            for (String part : line.split("&&| ; ")) {
                Matcher launcher = LAUNCHER.matcher(part);
                if (launcher.find()) {
                    lines.add(launcher.group(1).strip());
                }
            }
        }
        return lines;
    }

    /** Looks up the verbs and every option of a line in the help page of that command. */
    private void expectKnown(String line) {
        List<String> words = List.of(line.replaceAll("\"[^\"]*\"|'[^']*'", "TEXT")
                .replaceAll("\\s{2,}[^-\\s].*|#.*", "")
                .strip()
                .split("\\s+"));
        if (OF_THE_LAUNCHER.contains(words.get(0))) {
            assertThat(words.subList(1, words.size())).as(line).isSubsetOf("--slow", "--soak");
            return;
        }
        List<String> verbs =
                words.stream().takeWhile(word -> word.matches("[a-z]+")).toList();
        String page = help(String.join(" ", known(verbs)));
        words.stream()
                .filter(word -> word.startsWith("-"))
                .forEach(option -> assertThat(page)
                        .as("option %s of '%s'", option, line)
                        .containsPattern("(?m)(^|[\\s,\\[])" + Pattern.quote(option) + "\\b"));
    }

    /** Verbs may be followed by names in lower case; a group of commands has one verb more, and may hold groups. */
    private List<String> known(List<String> words) {
        int known = Math.min(1, words.size());
        while (known < words.size() && isGroup(String.join(" ", words.subList(0, known)))) {
            known++;
        }
        return words.subList(0, known);
    }

    private boolean isGroup(String verbs) {
        return help(verbs).contains("Usage: tributary " + verbs + " [-h] [COMMAND]");
    }

    private String help(String verbs) {
        return pages.computeIfAbsent(verbs, ReadmeTest::page);
    }

    private static String page(String verbs) {
        List<String> words = new ArrayList<>(verbs.isEmpty() ? List.of() : List.of(verbs.split(" ")));
        words.add("--help");
        Ran ran = Ran.of(words.toArray(String[]::new));
        assertThat(ran.exit()).as("help of %s", verbs).isZero();
        return ran.out();
    }
}
