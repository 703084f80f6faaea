// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.cli.Report;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final BigInteger WHOLE = BigInteger.ONE.shiftLeft(62);
    private static final Explanation.Bundle PAID = bundle(0, 65_536, 40_000, 2_000);
    private static final Explanation.Bundle UNPAID = bundle(1, 65_536, 30_000, 0);
    private static final Explanation.Bundle NO_STANDING = bundle(2, 65_536, 0, 0);

    private static final Explanation EXPLANATION = new Explanation(
            "q-1",
            "era-0123",
            "1897-1932",
            890_000,
            "credit",
            WHOLE.shiftRight(1),
            BigInteger.valueOf(9_000L * 65_536 * 40_000),
            List.of(
                    passage("a/x/000001", "inland\nwaterways", 900, 65_536L * 40_000, false, PAID, UNPAID),
                    passage("b/x/000002", "b".repeat(400), 800, 0, false, NO_STANDING, NO_STANDING),
                    passage("c/x/000003", "near", 700, 0, false, UNPAID, NO_STANDING),
                    passage("d/x/000004", "again", 600, 0, true, PAID),
                    passage("e/y/000005", "against", -5, 0, false, UNPAID),
                    passage("f/y/000006", "against its bundle", -90, 65_536L * 40_000, false, PAID)),
            List.of(
                    new Explanation.Party("p-1", "", "model", share(150_000)),
                    new Explanation.Party("p-2", "ann", "data", share(102_599))));

    private static long share(long ppm) {
        return WHOLE.multiply(BigInteger.valueOf(ppm))
                .divide(BigInteger.valueOf(1_000_000))
                .longValueExact();
    }

    private static Explanation.Bundle bundle(int lot, int scale, int standing, long help) {
        return new Explanation.Bundle(lot, 0, List.of("a/x/000001"), scale, 7, 9, standing, 65_536, help, 1);
    }

    private static Explanation.Passage passage(
            String rowId, String text, long score, long factor, boolean repeats, Explanation.Bundle... bundles) {
        return new Explanation.Passage(
                rowId, "ann", "x", text, score, 1 << 20, factor, repeats, List.of(bundles), List.of());
    }

    @Test
    void aPassageThatEarnsShowsItsShareOfTheFeeAndTheNumbersBehindIt() {
        assertThat(EXPLANATION.report().text())
                .contains("1. 5.00 % of the fee  ann (x)")
                .contains("\"inland waterways\"")
                .contains("44500 micro-credit = fee 890000 x data 50.00 % x (score 900 x factor 2621440000) / weight"
                        + " 23592960000000")
                .contains(
                        "lot 1, bundle 1, with 1 passages: factor 2621440000 = scale 65536 x standing 40000; together it"
                                + " helped by 2000")
                .contains("lot 2, bundle 1, with 1 passages: not paid here");
    }

    @Test
    void aBundleThatIsPaidByItsRootShowsItsRate() {
        Explanation.Bundle rooted =
                new Explanation.Bundle(3, 1, List.of("a/x/000001"), 65_536, 7, 9, 40_000, 49_152, 2_000, 1_295);
        assertThat(rooted.factor()).isEqualTo(65_536L * 40_000 * 1_295);
        Explanation explanation = new Explanation(
                EXPLANATION.receiptId(),
                EXPLANATION.model(),
                EXPLANATION.answer(),
                EXPLANATION.feeMicros(),
                EXPLANATION.unit(),
                EXPLANATION.dataShare(),
                BigInteger.valueOf(rooted.factor()).multiply(BigInteger.valueOf(9_000)),
                List.of(passage("a/x/000001", "inland waterways", 900, rooted.factor(), false, rooted)),
                List.of());
        assertThat(explanation.report().text())
                .contains("44500 micro-credit = fee 890000 x data 50.00 % x (score 900 x factor 3394764800000) / weight"
                        + " 30552883200000000")
                .contains(
                        "lot 4, bundle 2, with 1 passages: factor 3394764800000 = scale 65536 x standing 40000 x rate 1295;"
                                + " its contributor's passages together left 49152/65536 of the standing;"
                                + " together it helped by 2000");
    }

    @Test
    void aPassageThatOthersLabelledShowsWhoGetsHowMuchOfIt() {
        Explanation.Passage passage = new Explanation.Passage(
                "line=0/x/000001",
                "line=0",
                "x",
                "inland waterways",
                900,
                1 << 20,
                65_536L * 40_000,
                false,
                List.of(PAID),
                List.of(
                        new Explanation.Credited("ann", "data", 7_000, "record r-4"),
                        new Explanation.Credited("carol", "label", 3_000, "record r-9 labels r-4")));
        Explanation explanation = new Explanation(
                EXPLANATION.receiptId(),
                EXPLANATION.model(),
                EXPLANATION.answer(),
                EXPLANATION.feeMicros(),
                EXPLANATION.unit(),
                EXPLANATION.dataShare(),
                EXPLANATION.weight(),
                List.of(passage),
                List.of());
        assertThat(explanation.report().text())
                .contains("1. 5.00 % of the fee  ann and carol (x)")
                .contains("44500 micro-credit = fee 890000")
                .contains("x 7000/10000 (data, by ann, record r-4) = 31150 micro-credit")
                .contains("x 3000/10000 (label, by carol, record r-9 labels r-4) = 13350 micro-credit");
        assertThat(explanation.report().json().objects("passages").get(0).objects("credits"))
                .hasSize(2);
    }

    @Test
    void aPassageThatHelpedAndEarnsNothingSaysWhy() {
        assertThat(EXPLANATION.report().text())
                .contains("2. helped, but earns nothing this epoch: each of its bundles has standing 0")
                .contains("3. helped, but earns nothing this epoch: no bundle of it that may earn helped as a whole")
                .contains("4. helped, but earns nothing this epoch: it repeats the question");
    }

    @Test
    void aPassageThatDidNotHelpSaysSo() {
        assertThat(EXPLANATION.report().text())
                .contains("5. did not help, earns nothing  ann (x)")
                .contains("6. did not help, takes 0.50 % of the fee off its bundles  ann (x)");
    }

    @Test
    void longTextsAreCutAndPartiesAreListed() {
        Report report = EXPLANATION.report();
        assertThat(report.lines()).allMatch(line -> line.length() < 220);
        assertThat(report.text()).contains("15.00 %  model").contains("10.25 %  data");
        assertThat(report.json().objects("passages")).hasSize(6);
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
