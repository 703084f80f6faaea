// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.LabCollusion;
import io.tributary.cli.step.LabSteps;
import io.tributary.cli.step.LedgerDamage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary lab …}. */
@Command(
        name = "lab",
        header = "Plant faults to see them caught, and attack the pay.",
        subcommands = {
            LabCommand.Tamper.class,
            LabCommand.Collude.class,
            LabCommand.Plant.class,
            LabAttackCommand.class,
            LabIngestCommands.Feed.class,
            LabIngestCommands.Forge.class,
            LabIngestCommands.Hostile.class
        })
public final class LabCommand extends CommandGroup {

    /** {@code lab tamper}. */
    @Command(
            name = "tamper",
            header = "Change what is stored behind everybody's back.",
            subcommands = {TamperPayout.class, TamperHeldOut.class, TamperBlock.class})
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

    /** {@code lab tamper held-out}. */
    @Command(
            name = "held-out",
            sortOptions = false,
            header = "Change the label of one opened held-out item.",
            description =
                    "%nNobody can then train a model of that version again to what the ledger says of it, as if the "
                            + "item had never been kept.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary lab tamper held-out --datanet speeches ; tributary model refuse eras --org org1")
    static final class TamperHeldOut extends StepCommand {
        @Option(names = "--datanet", paramLabel = "SLUG", required = true, description = "Whose item.")
        private String datanet;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LabSteps(workspace).tamperHeldOut(datanet);
        }
    }

    /** {@code lab tamper block}. */
    @Command(
            name = "block",
            sortOptions = false,
            header = "Change one byte of the ledger's history.",
            description =
                    "%nOf the embedded ledger's journal, a copy of which stays beside it; on Fabric of a block in one "
                            + "peer's files, which are those of the network that 'ledger up' started.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary lab tamper block --at 20 ; tributary audit replay")
    static final class TamperBlock extends StepCommand {
        @Option(
                names = "--at",
                paramLabel = "N",
                description = "Line of the journal, from 1 (default: the last); on Fabric the block's number (default: "
                        + "that of the last final epoch).")
        private Long at;

        @Option(
                names = "--org",
                paramLabel = "ORG",
                defaultValue = "org1",
                description = "On Fabric: whose peer (default: ${DEFAULT-VALUE}).")
        private String organisation;

        @Override
        Report run(Workspace workspace) throws Exception {
            OptionalLong place = at == null ? OptionalLong.empty() : OptionalLong.of(at);
            return new LedgerDamage(workspace).flip(place, organisation);
        }
    }

    /** {@code lab collude}. */
    @Command(
            name = "collude",
            sortOptions = false,
            header = "Let organisations propose and attest a wrong epoch.",
            description =
                    "%nMoves money from one payee to another in one answer's shares and in the payouts, changes the "
                            + "tables' rows and the epoch's record accordingly, proposes that record and signs it in the name of "
                            + "these organisations without recomputing anything.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary lab collude --epoch 2 --orgs org1,org2 --by 1000 ; tributary epoch finalise 2",
                "  tributary epoch challenge 2 --org org3 -o evidence.json"
            })
    static final class Collude extends StepCommand {
        @Option(
                names = "--epoch",
                paramLabel = "E",
                required = true,
                description = "The epoch, computed, not proposed.")
        private long epoch;

        @Option(names = "--orgs", paramLabel = "ORG", split = ",", required = true, description = "Who colludes.")
        private List<String> organisations;

        @Option(names = "--by", paramLabel = "MICROS", required = true, description = "Micro-units to move, > 0.")
        private long byMicros;

        @Option(
                names = "--what",
                paramLabel = "WHAT",
                defaultValue = "shares",
                description =
                        "shares, to move them from payee to payee; or deposits, to charge the first deposit of the record "
                                + "for them and pay them to nobody, with every leaf as it was (default: ${DEFAULT-VALUE}).")
        private String what;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new LabCollusion(workspace).collude(epoch, organisations, LabCollusion.What.of(what), byMicros);
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
