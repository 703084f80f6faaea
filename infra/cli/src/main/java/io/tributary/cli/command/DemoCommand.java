// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Report;
import io.tributary.cli.Terminal;
import io.tributary.cli.demo.Demo;
import io.tributary.cli.demo.DemoOptions;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code tributary demo}. */
@Command(
        name = "demo",
        sortOptions = false,
        header = "Take real data along the whole path and end with a payout that verifies offline.",
        description = {
            "%nThree organisations, a model host and 43 contributors (the presidents of the United States, with their "
                    + "State of the Union addresses) play one epoch: signed contributions through Kafka and Flink into "
                    + "Iceberg tables, a published version, a trained model, paid answers, exact influence, a split of "
                    + "every fee, three independent recomputations, a ledger, a claim, and a proof file. It uses the "
                    + "same steps as the other commands, and it does not need a network.%n"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tributary demo                        in ./.tributary, about three minutes",
            "  tributary demo --clean --seed 2       once more from the start, with other keys, salts and times",
            "  tributary demo --resume               go on after an interruption; ends with the same hashes",
            "  tributary demo --ledger fabric        on a Fabric network, same epoch record",
            "  tributary demo --home /tmp/d --documents 40 --questions 16      a small one"
        })
public final class DemoCommand implements java.util.concurrent.Callable<Integer> {
    @Mixin
    private GlobalOptions global;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Keys, salts and event times are derived from it (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--ledger",
            paramLabel = "KIND",
            converter = LedgerKindConverter.class,
            description = "embedded or fabric: a Fabric network on this machine, started as by 'ledger up' and left up "
                    + "(default: what ledger.kind says, embedded).")
    private DemoOptions.LedgerKind ledger;

    static final class LedgerKindConverter implements ITypeConverter<DemoOptions.LedgerKind> {
        @Override
        public DemoOptions.LedgerKind convert(String value) {
            for (DemoOptions.LedgerKind kind : DemoOptions.LedgerKind.values()) {
                if (kind.name().toLowerCase(Locale.ROOT).equals(value)) {
                    return kind;
                }
            }
            throw new TypeConversionException("got '" + value + "', want embedded or fabric");
        }
    }

    @ArgGroup
    private Existing existing;

    static final class Existing {
        @Option(names = "--clean", description = "Delete the home folder of an earlier demo first.")
        private boolean clean;

        @Option(names = "--resume", description = "Go on in the home folder of an interrupted demo.")
        private boolean resume;
    }

    @Option(names = "--documents", paramLabel = "N", description = "Use only the first N speeches (default: all).")
    private Integer documents;

    @Option(names = "--questions", paramLabel = "N", description = "Questions asked and paid for (default: 128).")
    private Integer questions;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = new Terminal(System.out, System.err, global.format());
        DemoOptions options = new DemoOptions(
                global.home(),
                global.config(),
                seed,
                Optional.ofNullable(ledger),
                onExisting(),
                limit(documents),
                limit(questions));
        Report report = new Demo(options, terminal).run();
        terminal.print(report);
        return report.exit().number();
    }

    private DemoOptions.OnExisting onExisting() {
        if (existing == null) {
            return DemoOptions.OnExisting.REFUSE;
        }
        return existing.clean ? DemoOptions.OnExisting.CLEAN : DemoOptions.OnExisting.RESUME;
    }

    private static OptionalInt limit(Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
