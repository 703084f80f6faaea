// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.influence.duplicate.RepeatRule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bounds that the rule in force keeps on digits, on the seeds of {@code attribution-jobs/RULES.md}: all but that of near copies, since
 * the platform has no duplicate rule for images.
 */
class LaboratorySlowTest {
    @Test
    @Tag("slow")
    void theRuleInForceKeepsEveryBoundButThatOfCopiedImages() {
        List<Attack> attacks = Stream.of(
                        "exact-copy",
                        "paraphrase",
                        "bridging",
                        "identity-split",
                        "identity-sort",
                        "label-flip",
                        "adversarial-labels",
                        "label-noise",
                        "padding",
                        "padding-in-demand",
                        "outlier-bait",
                        "memorisation-bait",
                        "best-paid-rows",
                        "wash-inference",
                        "griefing",
                        "self-dealing-host",
                        "back-dating")
                .map(Attacks::named)
                .toList();
        MarketDraw draw =
                new MarketDraw(DataFolder.ofCheckout(), DataSetName.DIGITS, MarketDraw.Size.of(DataSetName.DIGITS, 0));
        Laboratory laboratory =
                new Laboratory(draw, attacks, List.of(Rules.named("bundles/v4")), "jaccard/v1", RepeatRule.WORDS, 1);
        List<Finding> worst = Finding.worst(Finding.of(laboratory.run(351, 4, 2, line -> {})));
        assertThat(worst).hasSameSizeAs(attacks);
        assertThat(worst)
                .allSatisfy(finding -> assertThat(finding.verdict())
                        .as("%s, %s: %s", finding.attack(), finding.variant(), finding.gain())
                        .isEqualTo(Verdict.KEPT));
    }
}
