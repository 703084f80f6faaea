// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.EpochSteps;
import io.tributary.cli.step.RecomputeStep;
import io.tributary.influence.Device;
import io.tributary.protocol.error.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary epoch …}. */
@Command(
        name = "epoch",
        header = "Close an epoch: seal, attribute, propose, review, attest, finalise; recompute, show or challenge it.",
        subcommands = {
            EpochCommand.Seal.class,
            EpochCommand.Attribute.class,
            EpochCommand.Recompute.class,
            EpochMemberCommands.Propose.class,
            EpochMemberCommands.Review.class,
            EpochMemberCommands.Attest.class,
            EpochMemberCommands.Finalise.class,
            EpochMemberCommands.Challenge.class,
            EpochMemberCommands.Verdict.class,
            EpochCommand.Show.class
        })
public final class EpochCommand extends CommandGroup {

    /** A verb on one epoch. */
    abstract static class OneEpoch extends StepCommand {
        @Parameters(index = "0", paramLabel = "EPOCH", description = "Its number, from 1.")
        long epoch;
    }

    /** {@code epoch seal}. */
    @Command(
            name = "seal",
            sortOptions = false,
            header = "Decide once which receipts belong to the epoch.",
            description =
                    "%nAll receipts before the window's end that no earlier seal holds, at a bronze snapshot whose "
                            + "watermark passed that end. A late receipt goes to the next epoch. So does one that its "
                            + "host or caller did not sign, that names a model or a deposit which the ledger does not have, "
                            + "whose fee the deposit does not hold, or whose question does not open: "
                            + "attribution.set_aside says which and why.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary epoch seal 2",
                "  tributary epoch seal 2 --until 1767225600000     what came before 2026 began"
            })
    static final class Seal extends OneEpoch {
        @Option(
                names = "--until",
                paramLabel = "MILLIS",
                description = "End of the window, epoch milliseconds (default: the watermark).")
        private Long until;

        @Override
        Report run(Workspace workspace) throws Exception {
            OptionalLong end = until == null ? OptionalLong.empty() : OptionalLong.of(until);
            return new EpochSteps(workspace).seal(epoch, end);
        }
    }

    /** {@code epoch attribute}. */
    @Command(
            name = "attribute",
            sortOptions = false,
            header = "Compute influence, shares and payouts of a sealed epoch with Spark.",
            description = "%nWith --adjusts the epoch takes the place of a contested one and needs no seal: that one's "
                    + "sealed receipts are computed again, and each payee gets what is right less what was claimed "
                    + "before. Its number is the next free one.%nWith --prepare nothing is computed: the file is the job "
                    + "of io.tributary.attribution.AttributeJob, for whoever submits it to a Spark cluster himself; the "
                    + "workflow epoch-close-spark does so.%n--device auto takes scalar; vector is worth its start for "
                    + "many questions an epoch. Whatever scores, the record is the same.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary epoch attribute 2",
                "  tributary epoch attribute 3 --adjusts 1",
                "  tributary epoch attribute 2 --prepare epoch-2.job.json",
                "  tributary epoch attribute 2 --device vector"
            })
    static final class Attribute extends OneEpoch {
        @Option(names = "--adjusts", paramLabel = "EPOCH", description = "The contested epoch whose place it takes.")
        private Long adjusts;

        @Option(names = "--prepare", paramLabel = "FILE", description = "Only write the job to this file.")
        private Path prepared;

        @Option(
                names = "--device",
                paramLabel = "auto|scalar|vector|gpu",
                description = "What scores (default: the key attribution.device). No number depends on it.")
        private String device;

        @Override
        Report run(Workspace workspace) throws Exception {
            Optional<Device> asked = Optional.ofNullable(device).map(Device::of);
            EpochSteps steps = new EpochSteps(workspace);
            if (prepared != null) {
                if (adjusts != null) {
                    throw new InvalidInputException("--prepare goes without --adjusts, which is computed here");
                }
                return steps.prepare(epoch, prepared, asked);
            }
            return adjusts == null ? steps.attribute(epoch, asked) : steps.adjust(epoch, adjusts, asked);
        }
    }

    /** {@code epoch recompute}. */
    @Command(
            name = "recompute",
            sortOptions = false,
            header = "Compute the epoch again, independently. Exit 1 names the first row that differs.",
            description = "%nThe local engine is a plain sequential reader without Spark: from the texts of the "
                    + "published version and the sealed receipts alone it gets features, weights, scores, shares and "
                    + "payouts, and compares them with the tables and with the ledger.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary epoch recompute 1 --engine local",
                "  tributary epoch recompute 1 --engine spark --threads 2 --partitions 13 --shuffle-seed 7"
            })
    static final class Recompute extends OneEpoch {
        /** Who computes. */
        enum Engine {
            local,
            spark
        }

        @Option(
                names = "--engine",
                paramLabel = "local|spark",
                defaultValue = "local",
                description = "Who computes (default: ${DEFAULT-VALUE}).")
        private Engine engine;

        @Option(
                names = "--threads",
                paramLabel = "N",
                defaultValue = "0",
                description = "Spark threads of this machine; 0, the default, asks the configured spark.master.")
        private int threads;

        @Option(
                names = "--partitions",
                paramLabel = "N",
                defaultValue = "2",
                description = "Spark partitions (default: ${DEFAULT-VALUE}).")
        private int partitions;

        @Option(
                names = "--shuffle-seed",
                paramLabel = "S",
                defaultValue = "0",
                description = "Order in which Spark gets the rows (default: ${DEFAULT-VALUE}).")
        private long shuffleSeed;

        @Override
        Report run(Workspace workspace) throws Exception {
            RecomputeStep step = new RecomputeStep(workspace);
            return engine == Engine.local ? step.local(epoch) : step.spark(epoch, threads, partitions, shuffleSeed);
        }
    }

    /** {@code epoch show}. */
    @Command(
            name = "show",
            header = "Show state, record, roots, sums and attestations.",
            footerHeading = "%nExample:%n",
            footer = "  tributary epoch show 1")
    static final class Show extends OneEpoch {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new EpochSteps(workspace).show(epoch);
        }
    }
}
