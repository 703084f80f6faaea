// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.LabSteps;
import io.tributary.cli.step.LedgerDamage;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary lab …}. */
@Command(
        name = "lab",
        header = "Plant faults, to see them caught.",
        subcommands = {LabCommand.Tamper.class, LabCommand.Plant.class})
public final class LabCommand extends CommandGroup {

    /** {@code lab tamper}. */
    @Command(
            name = "tamper",
            header = "Change what is stored behind everybody's back.",
            subcommands = {TamperPayout.class, TamperBlock.class})
    static final class Tamper extends CommandGroup {}

    /** {@code lab tamper payout}. */
    @Command(
            name = "payout",
            sortOptions = false,
            header = "Change the amount of one stored payout.",
            description = "%nWith --org only that organisation's own copy changes: the branch of its name in "
                    + "rewards.payouts, which is made if it is not there.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary lab tamper payout --epoch 1 --by 1 ; tributary epoch recompute 1 --engine local",
                "  tributary lab tamper payout --org org2 --epoch 1 --by 1 ; tributary epoch review 1 --org org2"
            })
    static final class TamperPayout extends StepCommand {
        @Option(names = "--epoch", paramLabel = "E", required = true, description = "The epoch.")
        private long epoch;

        @Option(names = "--by", paramLabel = "N", required = true, description = "Micro-units to add, may be negative.")
        private long byMicros;

        @Option(names = "--org", paramLabel = "ORG", description = "Whose copy to change (default: everybody's rows).")
        private String organisation;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LabSteps(workspace).tamperPayout(epoch, byMicros, Optional.ofNullable(organisation));
        }
    }

    /** {@code lab tamper block}. */
    @Command(
            name = "block",
            sortOptions = false,
            header = "Change one byte of the ledger's history; a copy of the file stays beside it.",
            footerHeading = "%nExample:%n",
            footer = "  tributary lab tamper block --at 20 ; tributary audit replay")
    static final class TamperBlock extends StepCommand {
        @Option(names = "--at", paramLabel = "N", required = true, description = "Line of the journal, from 1.")
        private long line;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LedgerDamage(workspace).flip(line);
        }
    }

    /** {@code lab plant}. */
    @Command(
            name = "plant",
            header = "Send bad input, one of each kind: every one must be refused by its own rule.",
            description = "%nNot JSON, a duplicate key, 2 MiB, unsigned, a wrong key, another Datanet's signature, a "
                    + "replayed sequence, the number 1e3.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary lab plant speeches && tributary ingest run && tributary ingest audit")
    static final class Plant extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "The Datanet they claim to be for.")
        private String slug;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LabSteps(workspace).plant(slug);
        }
    }
}
