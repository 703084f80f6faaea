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

/** The bounds that the released rule keeps on digits, on the seeds of {@code attribution-jobs/RULES.md}. */
class LaboratorySlowTest {
    @Test
    @Tag("slow")
    void bundlesKeepTheBoundsOfWrongLabelsPaddingAndSplitting() {
        List<Attack> attacks = Stream.of(
                        "label-flip",
                        "adversarial-labels",
                        "label-noise",
                        "padding",
                        "padding-in-demand",
                        "identity-split",
                        "wash-inference",
                        "back-dating")
                .map(Attacks::named)
                .toList();
        MarketDraw draw =
                new MarketDraw(DataFolder.ofCheckout(), DataSetName.DIGITS, MarketDraw.Size.of(DataSetName.DIGITS, 0));
        Laboratory laboratory =
                new Laboratory(draw, attacks, List.of(Rules.named("bundles/v1")), "jaccard/v1", RepeatRule.PHRASES, 1);
        List<Finding> worst = Finding.worst(Finding.of(laboratory.run(101, 3, 2, line -> {})));
        assertThat(worst).hasSameSizeAs(attacks);
        assertThat(worst)
                .allSatisfy(finding -> assertThat(finding.verdict())
                        .as("%s, %s: %s", finding.attack(), finding.variant(), finding.gain())
                        .isEqualTo(Verdict.KEPT));
    }
}
