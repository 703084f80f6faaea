// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Explanation EXPLANATION = new Explanation(
            "q-1",
            "era-0123",
            "1897-1932",
            890_000,
            "credit",
            List.of(
                    new Explanation.Passage("a/x/000001", "ann", "x", "inland\nwaterways", 900, true, 15_100),
                    new Explanation.Passage("b/x/000002", "bob", "x", "b".repeat(400), 800, false, 0),
                    new Explanation.Passage("c/y/000003", "cid", "y", "against", -5, true, 0)),
            List.of(
                    new Explanation.Party("p-1", "", "model", 150_000),
                    new Explanation.Party("p-2", "ann", "data", 102_599)));

    @Test
    void aPassageThatEarnsShowsItsShareOfTheFee() {
        assertThat(EXPLANATION.report().text())
                .contains("1. 1.51 % of the fee  ann (x)")
                .contains("\"inland waterways\"");
    }

    @Test
    void aPassageThatHelpedAndMayNotEarnSaysSo() {
        assertThat(EXPLANATION.report().text()).contains("2. helped, but earns nothing this epoch  bob (x)");
    }

    @Test
    void aPassageThatDidNotHelpSaysSo() {
        assertThat(EXPLANATION.report().text()).contains("3. did not help, earns nothing  cid (y)");
    }

    @Test
    void longTextsAreCutAndPartiesAreListed() {
        Report report = EXPLANATION.report();
        assertThat(report.lines()).allMatch(line -> line.length() < 200);
        assertThat(report.text()).contains("15.00 %  model").contains("10.25 %  data");
        assertThat(report.json().objects("passages")).hasSize(3);
    }

    @Test
    void aPayeeSeesTheAnswersThatPaidMost() {
        assertThat(explained(1).text())
                .contains("ann (p-2) earned about 91321 micro-units in epoch 1 from 2 answers")
                .contains("q-1")
                .contains("tributary payout explain q-1")
                .doesNotContain("q-2")
                .doesNotContain("adjusts");
    }

    @Test
    void aPayeeOfAnAdjustmentSeesWhoseAnswersItPaysFor() {
        assertThat(explained(3).text())
                .contains("in epoch 3 from 2 answers")
                .contains("epoch 3 adjusts: the answers are those of epoch 1");
    }

    private static Report explained(long epoch) {
        List<PayeeExplanation.Answer> answers = List.of(
                new PayeeExplanation.Answer("q-1", "x", "data", 890_000, 102_599, 91_313),
                new PayeeExplanation.Answer("q-2", "y", "data", 890_000, 10, 8));
        return new PayeeExplanation("ann", "p-2", epoch, 1, answers, 1).report();
    }
}
