// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.step.VerifyStep;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary verify}: the verifier of the protocol jar, which also runs alone. */
@Command(
        name = "verify",
        sortOptions = false,
        header =
                "Check a payout proof, or that an epoch was wrong, against a policy. Needs no home folder and no network.",
        description =
                "%nThe same check runs from the protocol jar alone: java -jar tributary-protocol-*.jar verify FILE "
                        + "--policy POLICY. Exit 0 valid, 1 not valid with one reason, 2 no policy or unreadable input.%n",
        footerHeading = "%nExample:%n",
        footer = "  tributary verify proof.json --policy policy.json")
public final class VerifyCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions options;

    @Parameters(index = "0", paramLabel = "FILE", description = "The payout proof or dispute.")
    private Path file;

    @Option(
            names = "--policy",
            paramLabel = "POLICY",
            description = "Keys of the organisations and how many must agree.")
    private Path policy;

    @Override
    public Integer call() {
        return VerifyStep.run(file, Optional.ofNullable(policy), options.format());
    }
}
