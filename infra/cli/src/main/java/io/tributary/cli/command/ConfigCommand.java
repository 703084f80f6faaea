// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.step.ConfigStep;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tributary config}. */
@Command(
        name = "config",
        sortOptions = false,
        header = "Print every configuration key with the value in force; secrets are hidden.",
        description =
                "%nThe file is tributary.properties in the home folder, or the one given with --config. An unknown "
                        + "key is an error that names the nearest one. <home> inside a value stands for the home folder.%n",
        footerHeading = "%nExample:%n",
        footer = "  tributary config > my.properties")
public final class ConfigCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions options;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(System.out, System.err, options.format());
        Report report = new ConfigStep(options.home(), options.config()).show();
        terminal.print(report);
        return report.exit().number();
    }
}
