// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.SqlStep;
import io.tributary.protocol.error.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary sql}. */
@Command(
        name = "sql",
        sortOptions = false,
        header = "Ask the tables with Spark SQL. Only reading statements are taken.",
        description =
                "%nFor people: views.*, with money in whole units and time as timestamps. Tables: bronze.*, registry.*, "
                        + "datanets.<name>, models.*, attribution.*, rewards.*, ledger.log, with micro-units and "
                        + "milliseconds. A published version is read with FOR VERSION AS OF 'v1'.%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tributary sql \"select payee, amount from rewards.payouts where epoch = 1 order by amount desc limit 5\"",
            "  tributary sql --format jsonl \"select * from rewards.payouts where epoch = 1 order by leaf_index\" > leaves.jsonl",
            "  tributary sql --pin paid.json \"select payee, sum(amount) from views.payouts group by 1\"",
            "  tributary sql --pinned paid.json                 the same rows, whatever came since",
            "  tributary sql --maintenance \"call lake.system.rewrite_manifests('bronze.contributions')\""
        })
public final class SqlCommand implements Callable<Integer> {
    /** How rows are printed. */
    enum RowFormat {
        table,
        jsonl,
        csv,
        parquet
    }

    @Mixin
    private GlobalOptions options;

    @Parameters(
            arity = "0..*",
            paramLabel = "QUERY",
            description =
                    "One SELECT, SHOW or DESCRIBE statement (default: that of --pinned); with --maintenance, calls.")
    private List<String> statements = List.of();

    @Option(
            names = "--format",
            paramLabel = "table|jsonl|csv|parquet",
            description =
                    "How rows are printed (default: table; jsonl with --json). In csv, text that a spreadsheet would take "
                            + "for a formula is led by an apostrophe; parquet needs --out.")
    private RowFormat rowFormat;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the rows to this file (default: print them).")
    private Path out;

    @Option(
            names = "--pin",
            paramLabel = "FILE",
            description =
                    "Also write what the result stands on: statement, snapshot of each table, text of each view, digest.")
    private Path pin;

    @Option(
            names = "--pinned",
            paramLabel = "FILE",
            description =
                    "Ask again on exactly what FILE names, whatever was written since; exit 1 if the rows differ.")
    private Path pinned;

    @Option(
            names = "--maintenance",
            description = "Run procedures that rewrite files and change no row, one after the other: "
                    + "CALL lake.system.rewrite_data_files(…), rewrite_manifests, rewrite_position_delete_files.")
    private boolean maintenance;

    @Override
    public Integer call() throws Exception {
        if (maintenance && statements.isEmpty()) {
            throw new InvalidInputException("--maintenance needs a call, for example \"CALL lake.system…\"");
        }
        if (!maintenance && statements.size() > 1) {
            throw new InvalidInputException(
                    "got " + statements.size() + " statements, want one; is a quotation mark missing?");
        }
        Terminal terminal = new Terminal(System.out, System.err, options.format());
        try (Workspace workspace = Workspace.open(options.home(), options.config(), terminal)) {
            SqlStep step = new SqlStep(workspace);
            if (maintenance) {
                return step.maintain(statements, format().name());
            }
            return step.ask(new SqlStep.Question(
                    statements.stream().findFirst(),
                    format().name(),
                    Optional.ofNullable(out),
                    Optional.ofNullable(pin),
                    Optional.ofNullable(pinned)));
        }
    }

    private RowFormat format() {
        if (rowFormat != null) {
            return rowFormat;
        }
        return options.format() == Terminal.Format.JSON ? RowFormat.jsonl : RowFormat.table;
    }
}
