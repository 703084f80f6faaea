// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.step.AttributionStep;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tributary eval …}. */
@Command(
        name = "eval",
        header = "Measure scores and pay against retraining.",
        subcommands = {EvalCommand.Attribution.class})
public final class EvalCommand extends CommandGroup {

    /** {@code eval attribution}. */
    @Command(
            name = "attribution",
            sortOptions = false,
            header = "Do scores predict what retraining does, and does pay follow it?",
            description = {
                "%nTrains on a data set that comes with the code, retrains on parts of it in double precision, and compares "
                        + "what happened with what the committed integers and six other methods say. No home folder is needed.%n",
                "  lds           per query, rank correlation over random halves of the rows of",
                "                the sum of scores in a half with minus the loss after training",
                "                on it alone; mean and 95 %% interval over the queries",
                "  contributors  the same over random halves of the contributors",
                "  loo           per query, rank correlation of 100 rows' scores with the loss",
                "                after leaving each one out",
                "  mislabel      one label in ten is wrong: area under the ROC curve of finding",
                "                it by self-influence",
                "  removal       loss on unseen rows while the most valued rows are left out",
                "  fidelity      rows dealt to 20 contributors, 8 of them careless: rank",
                "                correlation of a contributor's share of the pay with what the",
                "                loss rises by without him, under each pay rule%n",
                "Digits take half a minute, fashion14 and speeches several. The same seed gives the same figures.%n"
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  tributary eval attribution --dataset digits --seed 1 --out plots",
                "  tributary eval attribution --dataset speeches --retrain 60 --measure lds",
                "  tributary eval attribution --dataset digits --shuffle-labels",
                "  tributary eval attribution --dataset digits --measure fidelity --draws 8"
            })
    static final class Attribution implements Callable<Integer> {
        @Mixin
        private GlobalOptions options;

        @Option(
                names = "--dataset",
                paramLabel = "NAME",
                required = true,
                description = "digits, fashion14 or speeches.")
        private String dataset;

        @Option(
                names = "--retrain",
                paramLabel = "N",
                defaultValue = "100",
                description = "Models retrained for lds and for contributors (default: ${DEFAULT-VALUE}).")
        private int retrain;

        @Option(
                names = "--seed",
                paramLabel = "S",
                defaultValue = "1",
                description = "Decides every draw (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--shuffle-labels",
                description = "The control: scores are made from labels dealt anew, and must predict nothing.")
        private boolean shuffleLabels;

        @Option(
                names = "--measure",
                paramLabel = "NAME",
                split = ",",
                description = "Only these measures (default: all).")
        private List<String> measures = List.of();

        @Option(
                names = "--method",
                paramLabel = "NAME",
                split = ",",
                description = "Only these methods: integer, float, trak-10, tracin-10, rps, grad-dot, grad-cos.")
        private List<String> methods = List.of();

        @Option(
                names = "--queries",
                paramLabel = "Q",
                defaultValue = "200",
                description = "At most so many queries (default: ${DEFAULT-VALUE}).")
        private int queries;

        @Option(
                names = "--draws",
                paramLabel = "R",
                defaultValue = "4",
                description = "Pay fidelity: draws of contributors, seeds S, S+1, … (default: ${DEFAULT-VALUE}).")
        private int draws;

        @Option(names = "--out", paramLabel = "FOLDER", description = "Write a plot (PNG) of each measure there.")
        private Path out;

        @Override
        public Integer call() throws Exception {
            Terminal terminal = new Terminal(System.out, System.err, options.format());
            String folder = out == null ? "" : out.toAbsolutePath().normalize().toString();
            AttributionStep step = new AttributionStep(
                    dataset, retrain, seed, shuffleLabels, measures, methods, queries, draws, folder);
            Report report = step.run(terminal);
            terminal.print(report);
            return report.exit().number();
        }
    }
}
