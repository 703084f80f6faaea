// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.step.DoctorStep;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tributary doctor}. */
@Command(
        name = "doctor",
        sortOptions = false,
        header =
                "Check what a demo needs: JDK, memory, disk, home folder, port, built modules. Exit 3 if something lacks.",
        footerHeading = "%nExample:%n",
        footer = "  tributary doctor --json")
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private GlobalOptions options;

    @Override
    public Integer call() {
        Terminal terminal = new Terminal(System.out, System.err, options.format());
        Report report = new DoctorStep(options.home(), options.config()).check();
        terminal.print(report);
        return report.exit().number();
    }
}
