// SPDX-License-Identifier: Apache-2.0
package io.tributary.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The money of an epoch, asked from the tables as an analyst would, and its root, rebuilt by a program that is not ours. */
class PayoutSumTest {
    private static final String SCRIPT = "infra/system-tests/src/test/python/rebuild_payouts_root.py";
    private static final int SCRIPT_LINES_MAX = 80;

    @TempDir
    Path folder;

    @Test
    void payoutsAndWhatNobodyEarnedAreTheFeesOfTheSealedReceipts() {
        DemoRun demo = SharedDemos.reference();
        JsonNode epoch = demo.sqlRow("select paid, undistributed, pool, "
                + "(select sum(amount) from rewards.payouts where epoch = 1) as payouts, "
                + "(select sum(fee) from attribution.receipts where epoch = 1) as fees "
                + "from rewards.epochs where epoch = 1");
        long paid = epoch.get("payouts").asLong();
        assertThat(paid).isPositive().isEqualTo(epoch.get("paid").asLong());
        assertThat(paid + epoch.get("undistributed").asLong())
                .isEqualTo(epoch.get("fees").asLong())
                .isEqualTo(epoch.get("pool").asLong());
    }

    @Test
    void aScriptOfEightyLinesRebuildsThePayoutsRootFromTheRows() throws IOException {
        assertThat(Files.readAllLines(Command.REPOSITORY.resolve(SCRIPT))).hasSizeLessThanOrEqualTo(SCRIPT_LINES_MAX);
        if (!Sandbox.succeeds(Command.of("python3", "--version"))) {
            Sandbox.skip("no python3");
        }
        DemoRun demo = SharedDemos.reference();
        Outcome rows = demo.command(
                        "sql",
                        "--format",
                        "jsonl",
                        "select * from rewards.payouts where epoch = 1 order by amount, salt")
                .run()
                .expect(0);
        assertThat(rows.rows()).hasSizeGreaterThan(2);
        Path file = Files.writeString(folder.resolve("payouts.jsonl"), rows.out());
        String root = demo.hashes().get("payoutsRoot");
        assertThat(python(file.toString()).expect(0).out()).isEqualTo(root + "\n");

        String payee = rows.rows().get(rows.rows().size() - 1).get("payee").asText();
        Path proof = folder.resolve("proof.json");
        demo.command("payout", "proof", payee, "--epoch", "1", "-o", proof.toString())
                .run()
                .expect(0);
        assertThat(python(file.toString(), "--proof", proof.toString())
                        .expect(0)
                        .out())
                .isEqualTo(root + "\n");

        List<String> lines = rows.out().lines().toList();
        Path fewer = Files.write(folder.resolve("fewer.jsonl"), lines.subList(1, lines.size()));
        python(fewer.toString(), "--proof", proof.toString()).expect(1);
    }

    private static Outcome python(String... arguments) {
        return Command.of("python3", SCRIPT).with(arguments).run();
    }
}
