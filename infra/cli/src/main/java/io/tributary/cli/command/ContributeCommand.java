// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.ContributeSteps;
import io.tributary.cli.step.ContributionTerms;
import io.tributary.cli.step.InvitedSending;
import io.tributary.cli.step.ReceiptCheck;
import io.tributary.protocol.error.InvalidInputException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary contribute}. */
@Command(
        name = "contribute",
        sortOptions = false,
        header = "Sign, seal and send contributions to a Datanet; look later what became of them.",
        description = {
            "%nReads JSON lines {\"document\":…,\"contributor\":…,\"label\":…,\"title\":…,\"text\":…}; 'era' may be "
                    + "written for 'label', .gz is read too. A line may have terms of its own: kind, parent, licence, "
                    + "consent, expires, origin, generatedByAi, derivedFrom; the options speak for lines that say nothing. "
                    + "Each contributor signs with a key of his own from the key store, which is made on first use. Batches "
                    + "wait in the outbox until they are taken, so running the command again, after Ctrl-C too, goes on where "
                    + "it was and sends nothing twice. It leaves a receipt, which --check reads: included, rejected and by "
                    + "which rule (exit 1), pending, or promise broken (exit 1, with evidence that 'tributary verify' checks).%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tributary contribute speeches more.jsonl",
            "  tributary contribute speeches mine.jsonl --as ann      all lines are Ann's",
            "  tributary contribute speeches more.jsonl --dry-run     count and check, send nothing",
            "  tributary contribute speeches more.jsonl --via http://127.0.0.1:32020 --receipt r.json",
            "  tributary contribute speeches mine.jsonl --via https://gate.example.org --invitation ann.invitation",
            "      from any machine: Ann's keys are in the file, which 'tributary gateway invite' has made",
            "  tributary contribute speeches --check r.json",
            "  tributary contribute speeches fixed.jsonl --as ann --kind edit --parent r-17 --consent training",
            "  tributary contribute speeches eras.jsonl --as carol --kind label --consent training",
            "      lines {\"document\":\"l-1\",\"parent\":\"r-17\",\"label\":\"1790-1852\"}; of others' records only what the"
                    + " Datanet's owner accepts comes in, see 'tributary datanet review'"
        })
public final class ContributeCommand extends StepCommand {
    @Parameters(index = "0", paramLabel = "DATANET", description = "Where the contributions go.")
    private String slug;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "FILE",
            description = "JSON lines, .csv, .parquet, .txt or .md; all but Parquet may be .gz.")
    private List<Path> files;

    @Option(names = "--as", paramLabel = "CONTRIBUTOR", description = "Contributor of lines that name none.")
    private String contributor;

    @Option(names = "--via", paramLabel = "URL", description = "Send through the gateway there, not straight to Kafka.")
    private URI gateway;

    @Option(
            names = "--via-ca",
            paramLabel = "PEM",
            description = "Certificates that vouch for an https gateway, where the platform knows none that does.")
    private Path gatewayAuthorities;

    @Option(
            names = "--invitation",
            paramLabel = "FILE",
            description = "Send with the keys in this file of 'gateway invite', without a home folder; needs --via.")
    private Path invitation;

    @Option(
            names = "--receipt",
            paramLabel = "FILE",
            description = "Where to write the receipt (default: in the outbox).")
    private Path receipt;

    @Option(names = "--check", paramLabel = "RECEIPT", description = "Say what became of what is on a receipt.")
    private Path check;

    @Option(names = "--dry-run", description = "Check every line, count, send nothing.")
    private boolean dryRun;

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "record, label, edit, prompt, feedback or document (default: document).")
    private String kind;

    @Option(
            names = "--parent",
            paramLabel = "ID",
            description = "What it labels, edits or improves; of feedback, the receipt of the answer.")
    private String parent;

    @Option(names = "--licence", paramLabel = "SPDX", description = "Licence (default: the Datanet's).")
    private String licence;

    @Option(
            names = "--consent",
            paramLabel = "PURPOSE",
            split = ",",
            description =
                    "attribution, evaluation, research, resale, retrieval, training (default: attribution,training).")
    private List<String> consent;

    @Option(names = "--expires", paramLabel = "DATE", description = "Last day of the consent, as 2030-12-31.")
    private String expires;

    @Option(names = "--origin", paramLabel = "TEXT", description = "Where it was found; your own work if not given.")
    private String origin;

    @Option(names = "--generated-by-ai", description = "A model wrote it.")
    private boolean generatedByAi;

    @Option(names = "--derived-from", paramLabel = "ID", split = ",", description = "Records that it is made from.")
    private List<String> derivedFrom;

    @Override
    Optional<Report> runElsewhere(Terminal terminal) {
        if (invitation == null) {
            return Optional.empty();
        }
        if (files == null || check != null || (gateway == null && !dryRun)) {
            throw new InvalidInputException(
                    "--invitation sends FILE… through the gateway at --via URL; --check is asked"
                            + " where the network's home folder is");
        }
        InvitedSending invited = new InvitedSending(terminal, invitation);
        return Optional.of(
                dryRun
                        ? invited.check(sending())
                        : invited.contribute(sending(), gateway().orElseThrow(), Optional.ofNullable(receipt)));
    }

    private ContributeSteps.Sending sending() {
        return new ContributeSteps.Sending(slug, files, Optional.ofNullable(contributor), terms());
    }

    @Override
    Report run(Workspace workspace) throws Exception {
        if (check != null) {
            if (files != null) {
                throw new InvalidInputException("--check looks something up and takes no FILE");
            }
            return new ReceiptCheck(workspace, Clock.systemUTC()).check(slug, check);
        }
        if (files == null) {
            throw new InvalidInputException("a FILE is missing, or --check RECEIPT; see tributary contribute --help");
        }
        ContributeSteps steps = new ContributeSteps(workspace);
        return dryRun ? steps.check(sending()) : steps.contribute(sending(), gateway(), Optional.ofNullable(receipt));
    }

    private Optional<ContributeSteps.Gateway> gateway() {
        if (gateway == null && gatewayAuthorities != null) {
            throw new InvalidInputException("--via-ca says whom to believe at --via URL, which is missing");
        }
        return Optional.ofNullable(gateway)
                .map(address -> new ContributeSteps.Gateway(address, Optional.ofNullable(gatewayAuthorities)));
    }

    private ContributionTerms terms() {
        return ContributionTerms.DEFAULT.with(new ContributionTerms.Said(
                Optional.ofNullable(kind),
                Optional.ofNullable(parent),
                Optional.ofNullable(licence),
                Optional.ofNullable(consent),
                Optional.ofNullable(expires),
                Optional.ofNullable(origin),
                generatedByAi ? Optional.of(true) : Optional.empty(),
                Optional.ofNullable(derivedFrom)));
    }
}
