// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.step.LabAttack;
import io.tributary.protocol.error.InvalidInputException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lab attack}. */
@Command(
        name = "attack",
        sortOptions = false,
        header = "Attack the pay: what does each known attack gain under a pay rule?",
        description = {
            "%nDraws markets of 20 contributors with 50 images or 150 texts each from data that comes with the code, trains, scores and pays "
                    + "each of them twice by the committed kernels, honestly and under attack, and prints what the attacker gains. "
                    + "No home folder is needed.%n",
            "  gain          pay from other people's questions, under attack / honest, with its standard error over the seeds",
            "  victim keeps  the same for whoever is copied or aimed at",
            "  fees          what the attacker paid for questions of his own and did not get back, in honest pays",
            "  MISSED        the bound is missed by more than one standard error; the command then ends with status 1%n",
            "Attacks: exact-copy copy-in-pieces near-copy paraphrase mixed-copy filled-copy said-again identity-split identity-sort pooled-names",
            "re-chunking label-flip adversarial-labels label-noise padding padding-in-demand outlier-bait memorisation-bait best-paid-rows adaptive-mix leaked-held-out",
            "bridging wash-inference griefing self-dealing-host back-dating%n",
            "Rules: those of the release, rows/v1 and bundles/v1 to bundles/v4, and two that are known to be gamed, naive/v0 and epoch-net/v0.%n",
            "All attacks on digits take two minutes a seed on one core, on speeches five. The same seeds give the same figures.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tributary lab attack --all --seed 1 --json",
            "  tributary lab attack --attack padding,best-paid-rows --dataset speeches --seeds 6 --rule rows/v1,bundles/v1",
            "  tributary lab attack --attack wash-inference --rule epoch-net/v0      a rule that paid questions can move",
            "  tributary lab attack --all --coalition --seed 101"
        })
final class LabAttackCommand implements Callable<Integer> {
    private static final int COALITION = 3;
    private static final int RECORDS_MAX = 500;

    @Mixin
    private GlobalOptions options;

    /** Either all attacks or some. */
    static final class Which {
        @Option(names = "--all", required = true, description = "All attacks.")
        private boolean all;

        @Option(
                names = "--attack",
                paramLabel = "NAME,…",
                split = ",",
                required = true,
                description = "Only these attacks.")
        private List<String> attacks = List.of();
    }

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            defaultValue = "digits",
            description = "digits, speeches or fashion14 (default: ${DEFAULT-VALUE}).")
    private String dataset;

    @Option(
            names = "--rule",
            paramLabel = "NAME,…",
            split = ",",
            defaultValue = "bundles/v4",
            description = "The pay rules (default: ${DEFAULT-VALUE}).")
    private List<String> rules;

    @Option(
            names = "--duplicates",
            paramLabel = "NAME",
            defaultValue = "jaccard/v1",
            description = "The near-duplicate rule for texts: jaccard/v1 or bag/v1 (default: ${DEFAULT-VALUE}).")
    private String duplicates;

    @Option(
            names = "--repeats",
            paramLabel = "NAME",
            defaultValue = "first-use/v2",
            description = "The rule by which passages of texts repeat others: first-use/v1 or first-use/v2 (default: "
                    + "${DEFAULT-VALUE}).")
    private String repeats;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "The first market (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "4",
            description = "Markets, seeds S, S+1, … (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Records of each contributor (default: 50, of speeches 150). Few texts make a weak model, which pays by chance.")
    private int records;

    @Option(names = "--coalition", description = "Three attackers who share everything, instead of one.")
    private boolean coalition;

    @Override
    public Integer call() throws Exception {
        if (seeds < 1) {
            throw new InvalidInputException("--seeds is " + seeds + ", want 1 or more");
        }
        if (records < 0 || records > RECORDS_MAX) {
            throw new InvalidInputException("--records is " + records + ", want 1 to " + RECORDS_MAX);
        }
        Terminal terminal = new Terminal(System.out, System.err, options.format());
        LabAttack attack = new LabAttack(
                dataset, which.attacks, rules, duplicates, repeats, seed, seeds, records, coalition ? COALITION : 1);
        Report report = attack.run(terminal);
        terminal.print(report);
        return report.exit().number();
    }
}
