// SPDX-License-Identifier: Apache-2.0
package io.tributary.scheduler.workflow;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands in a command for something else: {@code ${parameter}}, {@code $SECRET{name}} and, for an engine, {@link #RUN}. */
public final class Placeholders {
    /** Becomes the one word that the processes of a run have in common. */
    public static final String RUN = "$TRIBUTARY_RUN";

    private static final Pattern PARAMETER = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern SECRET = Pattern.compile("\\$SECRET\\{([^}]*)}");

    private Placeholders() {}

    /** Names of the parameters in a command. */
    static Collection<String> parameters(String command) {
        return names(PARAMETER, command);
    }

    /** Names of the secrets in a command. */
    static Collection<String> secrets(String command) {
        return names(SECRET, command);
    }

    private static Collection<String> names(Pattern pattern, String command) {
        return pattern.matcher(command)
                .results()
                .map(result -> result.group(1))
                .distinct()
                .toList();
    }

    /** Whether {@link #RUN} is one of the words. */
    static boolean holdsRun(String command) {
        return List.of(command.split("\\s+")).contains(RUN);
    }

    /** The command with the values of parameters; those without a value stay. */
    public static String withValues(String command, Map<String, String> values) {
        return replace(PARAMETER, command, result -> values.getOrDefault(result.group(1), result.group()));
    }

    /** The command with what each secret's name becomes. */
    public static String withSecrets(String command, UnaryOperator<String> files) {
        return replace(SECRET, command, result -> files.apply(result.group(1)));
    }

    private static String replace(
            Pattern pattern, String command, java.util.function.Function<MatchResult, String> replacement) {
        return pattern.matcher(command).replaceAll(result -> Matcher.quoteReplacement(replacement.apply(result)));
    }
}
