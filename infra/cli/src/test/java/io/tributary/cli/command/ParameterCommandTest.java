// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Ran;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parameters of a network that runs. */
class ParameterCommandTest {
    @TempDir
    private Path home;

    private Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--home", home.toString(), "--json"));
        return Ran.of(all.toArray(String[]::new));
    }

    @Test
    void aParameterIsShownAndChangedFromTheFirstOpenEpochOnAndNeverTwice() {
        assertThat(run("datanet", "create", "words", "--licence", "CC0-1.0").exit())
                .isZero();
        assertThat(run("ledger", "parameter").out())
                .contains("{\"name\":\"pay.rule\",\"value\":\"bundles/v4\"}")
                .contains("{\"name\":\"heldout.minimum\",\"value\":\"200\"}");
        Ran later = run("ledger", "parameter", "pay.rule", "rows/v1", "--from-epoch", "3", "--org", "org2");
        assertThat(later.exit()).as(later.err()).isZero();
        assertThat(later.out()).contains("\"fromEpoch\":\"3\"");
        assertThat(run("ledger", "parameter").out()).contains("\"value\":\"bundles/v4\"");
        Ran taken = run("ledger", "parameter", "pay.rule", "rows/v1");
        assertThat(taken.exit()).isEqualTo(4);
        assertThat(taken.err()).contains("pay.rule has another value from epoch 1 on");
    }

    @Test
    void oneOrganisationAloneChangesNoParameterAndBringsInNoMoney() {
        assertThat(run("datanet", "create", "words", "--licence", "CC0-1.0").exit())
                .isZero();
        assertThat(run("ledger", "parameter").out()).contains("{\"name\":\"approvals.minimum\",\"value\":\"2\"}");
        Ran offered = run("ledger", "parameter", "pay.rule", "rows/v1", "--from-epoch", "3", "--org", "org2", "--wait");
        assertThat(offered.exit()).as(offered.err()).isZero();
        assertThat(offered.out()).contains("\"approvedBy\":[\"org2\"]").contains("\"index\":\"\"");
        String entry = entry(offered);
        assertThat(run("ledger", "approve", entry).out())
                .contains("\"inLog\":false")
                .contains("rows/v1");
        Ran again = run("ledger", "approve", entry, "--org", "org2");
        assertThat(again.out()).contains("\"index\":\"\"");
        Ran second = run("ledger", "approve", entry, "--org", "org3");
        assertThat(second.out()).contains("\"approvedBy\":[\"org2\",\"org3\"]").doesNotContain("\"index\":\"\"");
        assertThat(run("ledger", "approve", entry).out()).contains("\"inLog\":true");

        Ran money = run("ledger", "deposit", "payer-1", "1000", "--wait");
        assertThat(run("ledger", "status").out()).doesNotContain("d-payer-1-1");
        assertThat(run("ledger", "approve", entry(money), "--org", "org2").exit())
                .isZero();
        assertThat(run("ledger", "status").out()).contains("d-payer-1-1");
        assertThat(run("ledger", "deposit", "payer-2", "1000").out()).contains("\"approvedBy\":[\"org1\",\"org2\"]");

        Ran unknown = run("ledger", "approve", "ab".repeat(32), "--org", "org2");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("ask who offers it for its hash");
        assertThat(run("ledger", "approve", "5f0c", "--org", "org2").exit()).isEqualTo(2);
        assertThat(run("ledger", "approve", entry, "--org", "org9").exit()).isEqualTo(2);
    }

    private static String entry(Ran ran) {
        Matcher found = Pattern.compile("\"entry\":\"([0-9a-f]{64})\"").matcher(ran.out());
        assertThat(found.find()).as(ran.out() + ran.err()).isTrue();
        return found.group(1);
    }

    @Test
    void aValueThatNobodyCouldGoByIsRefusedInOneSentence() {
        assertThat(run("datanet", "create", "words", "--licence", "CC0-1.0").exit())
                .isZero();
        refused(
                "pay.rule: got 'rows/v9', want one of [rows/v1, bundles/v1, bundles/v2, bundles/v3, bundles/v4]",
                "pay.rule",
                "rows/v9");
        refused("the rule for duplicates is 'fuzzy', this release knows", "duplicates.rule.words", "fuzzy");
        refused("the rule for passages that repeat others is 'v2', this release knows", "repeats.rule", "v2");
        refused("heldout.minimum: got '0', want a number of passages, 1 or more", "heldout.minimum", "0");
        refused("the network has no parameter 'pay.rules' to change, want pay.rule", "pay.rules", "rows/v1");
        refused("organisation is 'org9'", "pay.rule", "rows/v1", "--org", "org9");
        refused("first epoch is 0, want 1 or more", "pay.rule", "rows/v1", "--from-epoch", "0");
        refused("parameter pay.rule is given without a value", "pay.rule");
        refused("role split {data=1} sums to 1, want 10000", "split.roles", "data=1");
    }

    private void refused(String sentence, String... words) {
        List<String> command = new ArrayList<>(List.of("ledger", "parameter"));
        command.addAll(List.of(words));
        Ran ran = run(command.toArray(String[]::new));
        assertThat(ran.exit()).as(sentence).isEqualTo(2);
        assertThat(ran.err()).contains(sentence);
    }
}
