// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import io.tributary.cli.command.RootCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code tributary} command: parses the command line and ends with one of the documented exit codes. */
public final class Tributary {
    private Tributary() {}

    /** Runs one command and ends this JVM with its exit status. */
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) {
        CommandLine commandLine = commandLine();
        try {
            return commandLine.execute(arguments);
        } catch (Error e) {
            // Out of memory, or a class path that changed below us: still one sentence.
            return Failure.report(e, commandLine.getErr()).number();
        }
    }

    /** The command tree with its handling of errors: one sentence on standard error, never a stack trace. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new RootCommand());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setAbbreviatedOptionsAllowed(false);
        commandLine.setParameterExceptionHandler((failure, arguments) -> refuse(failure));
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) ->
                Failure.report(failure, failed.getErr()).number());
        return commandLine;
    }

    private static int refuse(ParameterException failure) {
        CommandLine failed = failure.getCommandLine();
        StringBuilder sentence = new StringBuilder(
                // Some sentences of the parser begin with this word themselves.
                Failure.oneLine(Failure.messageOf(failure)).replaceFirst("^Error: ", ""));
        if (failure instanceof UnmatchedArgumentException) {
            List<String> hints = ((UnmatchedArgumentException) failure).getSuggestions();
            sentence.append(hints.isEmpty() ? "" : "; did you mean " + String.join(" or ", hints) + "?");
        }
        sentence.append(" (try: ")
                .append(failed.getCommandSpec().qualifiedName())
                .append(" --help)");
        failed.getErr().println("error: " + sentence);
        return ExitCode.BAD_INPUT.number();
    }
}
