// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.AskStep;
import io.tributary.cli.step.ModelSteps;
import io.tributary.cli.step.RefuseModelStep;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary model …}. */
@Command(
        name = "model",
        header = "Train a model on a published version, ask it, look at it, refuse one that cannot be trained again.",
        subcommands = {
            ModelCommand.Train.class,
            ModelCommand.ListAll.class,
            ModelCommand.Show.class,
            ModelCommand.Refuse.class,
            ModelCommand.Ask.class
        })
public final class ModelCommand extends CommandGroup {

    /** {@code model train}. */
    @Command(
            name = "train",
            header = "Train as a file says, and write the training and the model to the ledger.",
            description = "%nThe weights are a function of the published version and the file alone: any member gets "
                    + "the same bits. A model that misses its certificate is refused.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary model train model.yaml",
                "",
                "model.yaml:",
                "  kind: linear          # softmax over counted words of 128-token passages",
                "  name: era",
                "  datanet: speeches/v1",
                "  trainer: newton       # or mllib: starts at Spark MLlib's optimum, for large data",
                "  lambda: 2^-10",
                "  floor-ppm: 500000     # held-out accuracy below which it serves no paid epoch"
            })
    static final class Train extends StepCommand {
        @Parameters(index = "0", paramLabel = "FILE", description = "The model.yaml.")
        private Path file;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new ModelSteps(workspace).train(file);
        }
    }

    /** {@code model list}. */
    @Command(
            name = "list",
            header = "List all models.",
            footerHeading = "%nExample:%n",
            footer = "  tributary model list --json")
    static final class ListAll extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new ModelSteps(workspace).list();
        }
    }

    /** {@code model show}. */
    @Command(
            name = "show",
            header = "Show one model: lineage, hashes, quality, certificate.",
            footerHeading = "%nExample:%n",
            footer = "  tributary model show era")
    static final class Show extends StepCommand {
        @Parameters(index = "0", paramLabel = "MODEL", description = "Model id or name.")
        private String model;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new ModelSteps(workspace).show(model);
        }
    }

    /** {@code model refuse}. */
    @Command(
            name = "refuse",
            sortOptions = false,
            header = "Say that a model cannot be trained again, so that no epoch pays for its answers.",
            description =
                    "%nThe model is trained again first: what can be trained is not refused. Once as many organisations as "
                            + "finalise an epoch said so, receipts of the model are set aside, sealed ones are void, and the epochs of "
                            + "all others go on.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary model refuse era-6d0c8f1a2b3c --org org2")
    static final class Refuse extends StepCommand {
        @Parameters(index = "0", paramLabel = "MODEL", description = "Model id or name.")
        private String model;

        @Option(names = "--org", paramLabel = "ORG", required = true, description = "Whose word.")
        private String organisation;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new RefuseModelStep(workspace, workspace.terminal().progressOf("refuse"))
                    .refuse(model, organisation);
        }
    }

    /** {@code model ask}. */
    @Command(
            name = "ask",
            sortOptions = false,
            header = "Ask a model; every answer leaves a signed receipt with its fee.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary model ask era \"The currency, like the tides, …\"",
                "  tributary model ask era --questions 16       held-out passages that no model was trained on"
            })
    static final class Ask extends StepCommand {
        @Parameters(index = "0", paramLabel = "MODEL", description = "Model id or name.")
        private String model;

        @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "The text to label.")
        private String text;

        @Option(names = "--questions", paramLabel = "N", description = "Ask N held-out questions instead.")
        private Integer questions;

        @Spec
        private CommandSpec spec;

        @Option(names = "--payer", paramLabel = "NAME", defaultValue = "", description = "Whose deposit pays.")
        private String payer;

        @Override
        Report run(Workspace workspace) throws Exception {
            AskStep step = new AskStep(workspace);
            Optional<String> from = payer.isEmpty() ? Optional.empty() : Optional.of(payer);
            if (text != null && questions == null) {
                return step.text(model, text, from);
            }
            if (text == null && questions != null) {
                return step.heldOut(model, questions, from);
            }
            throw new ParameterException(spec.commandLine(), "give either a TEXT or --questions N");
        }
    }
}
