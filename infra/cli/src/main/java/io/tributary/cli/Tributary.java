// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code tributary} command: parses the command line and ends with one of the documented exit codes. */
@Command(
        name = "tributary",
        mixinStandardHelpOptions = true,
        versionProvider = Tributary.Version.class,
        description = "An accountable supply chain for AI training data.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:done, yes",
            "1:the answer is no",
            "2:bad input",
            "3:something needed is missing or down",
            "4:conflict",
            "70:a bug"
        })
public final class Tributary implements Runnable {
    private static final int EXIT_BAD_INPUT = 2;
    private static final int EXIT_BUG = 70;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private CommandSpec spec;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    private static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Tributary());
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) -> {
            failure.printStackTrace(failed.getErr());
            return EXIT_BUG;
        });
        commandLine.setParameterExceptionHandler((failure, ignored) -> {
            CommandLine failed = failure.getCommandLine();
            failed.getErr().println("tributary: " + failure.getMessage());
            return EXIT_BAD_INPUT;
        });
        return commandLine;
    }

    /** Without a subcommand there is nothing to do: shows the usage. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Reads the version that the build wrote into the manifest of this jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Tributary.class.getPackage().getImplementationVersion();
            return new String[] {"tributary " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
