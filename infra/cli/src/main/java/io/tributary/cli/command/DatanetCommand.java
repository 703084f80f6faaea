// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.DatanetFile;
import io.tributary.cli.step.DatanetShowStep;
import io.tributary.cli.step.DatanetSteps;
import io.tributary.cli.step.DiffStep;
import io.tributary.cli.step.EditStep;
import io.tributary.cli.step.HeldOutSteps;
import io.tributary.cli.step.ItemReviewStep;
import io.tributary.cli.step.ParaphraseStep;
import io.tributary.cli.step.WithdrawStep;
import io.tributary.influence.duplicate.DuplicateRule;
import io.tributary.protocol.record.ReviewEntry;
import io.tributary.tables.SecretSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tributary datanet …}. */
@Command(
        name = "datanet",
        sortOptions = false,
        header = "Create a Datanet, look at it, publish a version of it.",
        description = "%nA Datanet is a named, licensed collection that contributors add to. A published version is a "
                + "tag of its table, with a Merkle root on the ledger; it never changes again.%n",
        subcommands = {
            DatanetCommand.Create.class,
            DatanetCommand.HoldOut.class,
            DatanetCommand.Edit.class,
            DatanetCommand.ListAll.class,
            DatanetCommand.Show.class,
            DatanetCommand.Review.class,
            DatanetCommand.Publish.class,
            DatanetCommand.Diff.class,
            DatanetCommand.Withdraw.class,
            DatanetFolderCommands.Export.class,
            DatanetFolderCommands.Import.class
        })
public final class DatanetCommand extends CommandGroup {

    /** {@code datanet create}. */
    @Command(
            name = "create",
            sortOptions = false,
            header = "Register a Datanet and commit to its held-out set.",
            description =
                    "%nThe held-out set of the first version is committed by its hash before contributions close, so "
                            + "that nobody can fit it to them; 'datanet hold-out' commits to those of later versions. Lines of the file: {\"document\":…,\"era\":…,\"text\":…}; 'label' may be "
                            + "written for 'era'.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary datanet create speeches --title 'Speeches' --licence CC0-1.0 --held-out held.jsonl",
                "  tributary datanet create -f datanet.yaml",
                "",
                "datanet.yaml:",
                "  name: speeches",
                "  licence: CC-BY-4.0",
                "  description: Addresses to the nation",
                "  held-out: held.jsonl",
                "  rules:",
                "    id: commercial/v1",
                "    languages: [en]",
                "    words-min: 20",
                "    licences: [CC0-1.0, CC-BY-4.0]",
                "    purposes: [training]",
                "    leakage: true",
                "    lasts-until: \"2030-12-31\"   # no consent that lapses before: a lapsed one stops training"
            })
    static final class Create extends StepCommand {
        @Parameters(index = "0", arity = "0..1", paramLabel = "DATANET", description = "Name: [a-z][a-z0-9_]{2,40}.")
        private String slug;

        @Spec
        private CommandSpec spec;

        @Option(names = "-f", paramLabel = "FILE", description = "All of it, and the rule set, in a datanet.yaml.")
        private Path file;

        @Option(names = "--title", paramLabel = "TEXT", defaultValue = "", description = "Title for people.")
        private String title;

        @Option(names = "--licence", paramLabel = "SPDX", description = "Licence of contributions.")
        private String licence;

        @Option(
                names = "--owner",
                paramLabel = "ORG",
                defaultValue = "org1",
                description = "Owning organisation (default: ${DEFAULT-VALUE}).")
        private String owner;

        @Option(names = "--held-out", paramLabel = "FILE", description = "Held-out texts (JSON lines, may be .gz).")
        private Path heldOut;

        @Option(
                names = "--duplicates",
                paramLabel = "RULE",
                description = {
                    "Which records are set aside as duplicates:",
                    "jaccard/v1: half of the five-word phrases in common (default of a new network);",
                    "exact/v1: the same text, byte for byte."
                })
        private String duplicates;

        @Override
        Workspace open(GlobalOptions global, Terminal terminal) {
            return Workspace.openOrCreate(global.home(), global.config(), terminal, SecretSource.random());
        }

        @Override
        Report run(Workspace workspace) throws Exception {
            if (file != null) {
                if (slug != null || licence != null) {
                    throw new ParameterException(spec.commandLine(), "give either -f FILE or DATANET and its options");
                }
                return new DatanetSteps(workspace).create(DatanetFile.read(file));
            }
            if (slug == null || licence == null) {
                throw new ParameterException(spec.commandLine(), "give DATANET and --licence, or -f FILE");
            }
            Optional<DuplicateRule> rule = Optional.ofNullable(duplicates).map(DuplicateRule::of);
            return new DatanetSteps(workspace).create(slug, title, licence, owner, Optional.ofNullable(heldOut), rule);
        }
    }

    /** {@code datanet hold-out}. */
    @Command(
            name = "hold-out",
            sortOptions = false,
            header = "Commit to the held-out set of the next version.",
            description =
                    "%nThe set decides which passages of that version earn, so it is committed before the version "
                            + "is published, kept in the home folder, and opened when a model is first trained on it. It must be "
                            + "new: the sets of earlier versions are public. A version without a set can't be trained on.%n",
            footerHeading = "%nExample:%n",
            footer = {
                "  tributary datanet hold-out speeches held-2.jsonl",
                "  tributary datanet publish speeches",
            })
    static final class HoldOut extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @Parameters(index = "1", paramLabel = "FILE", description = "Held-out texts (JSON lines, may be .gz).")
        private Path file;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new HeldOutSteps(workspace).commit(slug, file);
        }
    }

    /** {@code datanet edit}. */
    @Command(
            name = "edit",
            sortOptions = false,
            header = "Give a Datanet another title, description, licence or rule set.",
            description = "%nMakes another revision of the Datanet's terms; nothing is changed in place. The revision "
                    + "decides the next version and every use from now on. What is not named stays. Members find its "
                    + "hash on the ledger.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary datanet edit speeches --licence CC-BY-4.0",
                "  tributary datanet edit speeches -f datanet.yaml     keys as in 'datanet create'"
            })
    static final class Edit extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @Option(names = "--title", paramLabel = "TEXT", description = "Title for people.")
        private String title;

        @Option(names = "--description", paramLabel = "TEXT", description = "What it holds.")
        private String description;

        @Option(names = "--licence", paramLabel = "SPDX", description = "Licence of contributions to come.")
        private String licence;

        @Option(names = "-f", paramLabel = "FILE", description = "A datanet.yaml; options go before it.")
        private Path file;

        @Override
        Report run(Workspace workspace) throws Exception {
            Optional<DatanetFile> read = Optional.ofNullable(file).map(DatanetFile::read);
            EditStep.Change change = new EditStep.Change(
                    Optional.ofNullable(title).or(() -> read.flatMap(DatanetFile::title)),
                    Optional.ofNullable(description).or(() -> read.flatMap(DatanetFile::description)),
                    Optional.ofNullable(licence).or(() -> read.flatMap(DatanetFile::licence)),
                    read.flatMap(DatanetFile::rules));
            return new EditStep(workspace).edit(slug, change);
        }
    }

    /** {@code datanet list}. */
    @Command(
            name = "list",
            header = "List all Datanets with their versions.",
            footerHeading = "%nExample:%n",
            footer = "  tributary datanet list")
    static final class ListAll extends StepCommand {
        @Override
        Report run(Workspace workspace) throws Exception {
            return new DatanetSteps(workspace).list();
        }
    }

    /** {@code datanet show}. */
    @Command(
            name = "show",
            header = "Show one Datanet: licence, owner, held-out root, versions and pending batches.",
            footerHeading = "%nExample:%n",
            footer = "  tributary datanet show speeches")
    static final class Show extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new DatanetShowStep(workspace).show(slug);
        }
    }

    /** {@code datanet review}. */
    @Command(
            name = "review",
            sortOptions = false,
            header = "List records that use the words of an earlier one of somebody else; accept labels and edits.",
            description = "%nCompares the newest version's records by the words that few of them have, whatever their "
                    + "order: a paraphrase or a shuffled copy, which no rule for duplicates sets aside, stands out. "
                    + "For people to look at; nothing is changed. With review.embeddings=minilm in the configuration a "
                    + "sentence model besides lists records that say the same in other words; vectors are kept, so the next "
                    + "review looks at new records only. What is somebody else's, its owner takes out with 'datanet withdraw'.%n%n"
                    + "Labels and edits of somebody else's records come into a version only if the Datanet's owner "
                    + "accepted them before it is published: --waiting lists them with what they say (--json: in full), "
                    + "--accept and --reject say the owner's word, which is signed and whose hash is put on the ledger. "
                    + "Who labels or edits what is his own needs no word.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary datanet review speeches",
                "  tributary datanet review speeches --waiting",
                "  tributary datanet review speeches --accept r-9 r-10"
            })
    static final class Review extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @ArgGroup(exclusive = true)
        private Word word;

        /** What is to be done with labels and edits. */
        static final class Word {
            @Option(names = "--waiting", description = "List labels and edits that the next version decides on.")
            private boolean waiting;

            @Option(names = "--accept", arity = "1..*", paramLabel = "ID", description = "The owner accepts these.")
            private List<String> accept;

            @Option(names = "--reject", arity = "1..*", paramLabel = "ID", description = "The owner rejects these.")
            private List<String> reject;
        }

        @Override
        Report run(Workspace workspace) throws Exception {
            if (word == null) {
                return new ParaphraseStep(workspace).review(slug);
            }
            ItemReviewStep step = new ItemReviewStep(workspace);
            if (word.waiting) {
                return step.waiting(slug);
            }
            return word.accept == null
                    ? step.say(slug, ReviewEntry.REJECT, word.reject)
                    : step.say(slug, ReviewEntry.ACCEPT, word.accept);
        }
    }

    /** {@code datanet publish}. */
    @Command(
            name = "publish",
            header = "Publish the next version: anchor pending batches, set duplicates aside, tag, write the root.",
            footerHeading = "%nExample:%n",
            footer = "  tributary datanet publish speeches")
    static final class Publish extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new DatanetSteps(workspace).publish(slug);
        }
    }

    /** {@code datanet diff}. */
    @Command(
            name = "diff",
            sortOptions = false,
            header = "Say what a later version has otherwise than an earlier one.",
            description = "%nRecords added, changed (edits of a record of the earlier version), withdrawn, removed; "
                    + "licences that changed; records newly set aside as duplicates.%n",
            footerHeading = "%nExample:%n",
            footer = "  tributary datanet diff speeches v1 v2 --json")
    static final class Diff extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @Parameters(index = "1", paramLabel = "FROM", description = "The earlier version, for example v1.")
        private String from;

        @Parameters(index = "2", paramLabel = "TO", description = "The later version.")
        private String to;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new DiffStep(workspace).diff(slug, from, to);
        }
    }

    /** {@code datanet withdraw}. */
    @Command(
            name = "withdraw",
            sortOptions = false,
            header = "Withdraw records: no later version has them.",
            description = "%nThe withdrawal is signed by the records' contributor (--as) or by the Datanet's owner and "
                    + "its hash is put on the ledger. Versions published before keep the records, since models and "
                    + "epochs stand on them; to erase what was said is another thing.%n",
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary datanet withdraw speeches r-0a1b --as ann    Ann withdraws her record",
                "  tributary datanet withdraw speeches r-0a1b r-2c3d      the owner withdraws two"
            })
    static final class Withdraw extends StepCommand {
        @Parameters(index = "0", paramLabel = "DATANET", description = "Its name.")
        private String slug;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "RECORD", description = "Ids of records.")
        private List<String> records;

        @Option(names = "--as", paramLabel = "CONTRIBUTOR", description = "Who withdraws what is his own.")
        private String contributor;

        @Override
        Report run(Workspace workspace) throws Exception {
            return new WithdrawStep(workspace).withdraw(slug, records, Optional.ofNullable(contributor));
        }
    }
}
