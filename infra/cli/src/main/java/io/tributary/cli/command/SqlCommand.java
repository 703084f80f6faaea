// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import io.tributary.cli.Terminal;
import io.tributary.cli.Workspace;
import io.tributary.cli.step.SqlStep;
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
                "%nTables: bronze.*, registry.*, datanets.<name>, models.*, attribution.*, rewards.*, ledger.log. A "
                        + "published version is read with FOR VERSION AS OF 'v1'. Amounts are micro-units.%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tributary sql \"select payee, amount from rewards.payouts where epoch = 1 order by amount desc limit 5\"",
            "  tributary sql --format jsonl \"select * from rewards.payouts where epoch = 1 order by leaf_index\" > leaves.jsonl"
        })
public final class SqlCommand implements Callable<Integer> {
    /** How rows are printed. */
    enum RowFormat {
        table,
        jsonl,
        csv
    }

    @Mixin
    private GlobalOptions options;

    @Parameters(index = "0", paramLabel = "QUERY", description = "One SELECT, SHOW or DESCRIBE statement.")
    private String query;

    @Option(
            names = "--format",
            paramLabel = "table|jsonl|csv",
            description = "How rows are printed (default: table; jsonl with --json).")
    private RowFormat rowFormat;

    @Option(
            names = "--maintenance",
            description =
                    "Run one of the procedures that rewrite files and change no row: CALL lake.system.rewrite_data_files(…), "
                            + "rewrite_manifests, rewrite_position_delete_files.")
    private boolean maintenance;

    @Override
    public Integer call() throws Exception {
        Terminal terminal = new Terminal(System.out, System.err, options.format());
        try (Workspace workspace = Workspace.open(options.home(), options.config(), terminal)) {
            SqlStep step = new SqlStep(workspace);
            return maintenance ? step.maintain(query, format().name()) : step.ask(query, format().name());
        }
    }

    private RowFormat format() {
        if (rowFormat != null) {
            return rowFormat;
        }
        return options.format() == Terminal.Format.JSON ? RowFormat.jsonl : RowFormat.table;
    }
}
