// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OwnedRowTest {
    @Test
    void anIdIsTheSameWhateverDigitsTheMachinesLanguageHas() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            assertThat(String.format(Locale.getDefault(), "%d", 7))
                    .as("such a language")
                    .isNotEqualTo("7");
            assertThat(OwnedRow.of("ada", "north", 7)).isEqualTo(new OwnedRow("ada", "ada/north/000007"));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Else whoever takes such a name would stop every epoch that pays for a model of the two. */
    @Test
    void contributorsWhoseNamesAndLabelsReadAlikeHaveBundlesOfTheirOwn() {
        List<OwnedRow> apart = IntStream.range(0, 25)
                .mapToObj(i -> OwnedRow.of(i % 2 == 0 ? "a" : "b", "news/science", i / 2))
                .toList();
        List<OwnedRow> alike = IntStream.range(0, 25)
                .mapToObj(i -> i % 2 == 0 ? apart.get(i) : OwnedRow.of("a/news", "science", i / 2))
                .toList();
        assertThat(alike.get(1).rowId()).isEqualTo(alike.get(0).rowId());
        LotSeed seed = new LotSeed("17".repeat(32));
        for (PayRule rule : PayRule.ALL) {
            Bundles dealt = rule.deal(seed, alike);
            assertThat(dealt.contributors()).containsExactly("a", "a/news");
            for (int bundle = 0; bundle < dealt.count(); bundle++) {
                int of = bundle;
                assertThat(IntStream.range(0, 25).filter(row -> dealt.bundle(dealt.lot(of), row) == of))
                        .as("%s, bundle %s", rule.id(), bundle)
                        .hasSize(dealt.size(bundle))
                        .allMatch(row -> row % 2 == dealt.contributor(of));
            }
            assertThat(IntStream.range(0, 25).filter(row -> row % 2 == 0).map(row -> dealt.bundle(0, row)))
                    .as("one's bundles do not depend on the other's name")
                    .containsExactly(IntStream.range(0, 25)
                            .filter(row -> row % 2 == 0)
                            .map(row -> rule.deal(seed, apart).bundle(0, row))
                            .boxed()
                            .toArray(Integer[]::new));
        }
    }
}
