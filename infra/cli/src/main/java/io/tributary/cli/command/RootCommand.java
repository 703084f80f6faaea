// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code tributary} itself: only its sub-commands do something. */
@Command(
        name = "tributary",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        usageHelpAutoWidth = true,
        versionProvider = RootCommand.Version.class,
        header = "Turns AI training data into an accountable supply chain.",
        description = {
            "%nContributions stream in, models train on published versions of them, every paid answer is traced to the "
                    + "passages that shaped it, and each epoch's payouts are attested on a ledger by organisations that "
                    + "recomputed them. Anybody can check one payout with one file and no network.%n"
        },
        commandListHeading = "%nCommands, in the order of the path:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tributary demo                      the whole path on real speeches, ends with a verified payout",
            "  tributary sql \"select payee, sum(amount) from rewards.payouts group by payee order by 2 desc\"",
            "  tributary help epoch                what the verbs of one command do",
            "",
            "Exit status: 0 done, or yes; 1 the answer is no; 2 bad input; 3 something needed is missing or down;",
            "             4 conflict with what is there; 70 a defect of the program."
        },
        subcommands = {
            DemoCommand.class,
            DatanetCommand.class,
            ContributeCommand.class,
            GatewayCommand.class,
            IngestCommand.class,
            ModelCommand.class,
            EpochCommand.class,
            PayoutCommand.class,
            VerifyCommand.class,
            LedgerCommand.class,
            JobCommand.class,
            AuditCommand.class,
            SqlCommand.class,
            EvalCommand.class,
            SqlServerCommand.class,
            LakeCommand.class,
            BenchCommand.class,
            LabCommand.class,
            ConfigCommand.class,
            DoctorCommand.class,
            picocli.CommandLine.HelpCommand.class
        })
public final class RootCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing, e.g. tributary demo");
    }

    /** Reads the version that the build wrote into the manifest of this jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RootCommand.class.getPackage().getImplementationVersion();
            return new String[] {"tributary " + (version == null ? "(unpackaged)" : version)};
        }
    }
}
