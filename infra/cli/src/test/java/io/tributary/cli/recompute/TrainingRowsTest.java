// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.duplicate.RepeatRule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingRowsTest {
    private static String words(String word, int count) {
        return IntStream.range(0, count).mapToObj(i -> word + i).collect(Collectors.joining(" "));
    }

    private static TrainingRows cut(List<SourceText> texts) {
        return TrainingRows.cut(CreditedTexts.of(texts, Optional.empty()), RepeatRule.PHRASES);
    }

    @Test
    void textsOfOneContributorAndLabelAreCutTogetherInSubmissionOrderAndTheTailIsDropped() {
        TrainingRows rows = cut(List.of(
                new SourceText("r1", "bob", "x", words("a", 100)),
                new SourceText("r2", "ann", "y", words("b", 128)),
                new SourceText("r3", "bob", "x", words("c", 160)),
                new SourceText("r4", "bob", "z", words("d", 127))));
        assertThat(rows.rows())
                .extracting(row -> row.owned().rowId())
                .containsExactly("ann/y/000000", "bob/x/000000", "bob/x/000001");
        assertThat(rows.rows().get(1).passage().tokens())
                .startsWith("a0")
                .contains("c27")
                .doesNotContain("c28");
        assertThat(rows.rows().get(2).passage().tokens()).startsWith("c28").hasSize(128);
        assertThat(rows.classes()).as("a label without a passage is no class").containsExactly("x", "y");
    }

    @Test
    void textsWithoutALabelAreNotTrainedOn() {
        TrainingRows rows = cut(List.of(new SourceText("r1", "ann", "", words("a", 300))));
        assertThat(rows.rows()).isEmpty();
    }

    @Test
    void aPassageMostlyInWordsThatOthersSaidFirstIsNoRowAndThoseBehindItKeepTheirNumbers() {
        TrainingRows rows = cut(List.of(
                new SourceText("r1", "ann", "", words("a", 128)),
                new SourceText("r2", "bob", "x", words("a", 64)),
                new SourceText("r3", "bob", "y", words("b", 128)),
                new SourceText("r4", "bob", "x", words("c", 64) + " " + words("d", 128)),
                new SourceText("r5", "bob", "x", words("b", 128)),
                new SourceText("r6", "ann", "x", words("d", 41) + " " + words("e", 87))));
        assertThat(rows.rows())
                .extracting(row -> row.owned().rowId())
                .as("37 of 124 phrases are somebody else's in the row of ann, 60 in the first of bob")
                .containsExactly("ann/x/000000", "bob/x/000001", "bob/x/000002", "bob/y/000000");
    }

    @Test
    void theLedgersRuleDecidesWhetherWordsInAnotherOrderAreARow() {
        List<SourceText> texts = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            texts.add(new SourceText("r" + i, "ann", "x", words("a" + i + "w", 128)));
        }
        List<String> copied = new ArrayList<>(List.of(texts.get(3).text().split(" ")));
        Random random = new Random(1);
        Collections.shuffle(copied, random);
        texts.add(new SourceText("r40", "ann", "x", String.join(" ", copied)));
        Collections.shuffle(copied, random);
        texts.add(new SourceText("r41", "bob", "x", String.join(" ", copied)));
        CreditedTexts credited = CreditedTexts.of(texts, Optional.empty());

        assertThat(TrainingRows.cut(credited, RepeatRule.PHRASES).rows()).hasSize(42);
        assertThat(TrainingRows.cut(credited, RepeatRule.WORDS).rows())
                .hasSize(41)
                .extracting(TrainingRow::contributor)
                .containsOnly("ann");
    }

    @Test
    void textsOfALabelThatNothingJudgesAreNoRowsAndKeepTheirFirstWords() {
        String first = words("w", 130);
        List<SourceText> texts = List.of(
                new SourceText("r-1", "vic", "nowhere", first),
                new SourceText("r-2", "ann", "x", first),
                new SourceText("r-3", "bob", "y", words("v", 130)));
        CreditedTexts judged = CreditedTexts.of(texts, Optional.empty()).labelled(Set.of("x", "y"));
        TrainingRows rows = TrainingRows.cut(judged, RepeatRule.PHRASES);
        assertThat(rows.rows()).extracting(TrainingRow::contributor).containsExactly("bob");
        assertThat(rows.classes()).containsExactly("y");
    }

    @Test
    void theSameTextsGiveTheSameModelWhoeverTrains() {
        List<SourceText> texts = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String label = i % 2 == 0 ? "left" : "right";
            texts.add(new SourceText(
                    "r" + i,
                    "c" + i % 3,
                    label,
                    words(label.substring(0, 1) + i + "w", 40).repeat(4)));
        }
        RebuiltModel one = RebuiltModel.train(
                CreditedTexts.of(texts, Optional.empty()), RepeatRule.PHRASES, 1 << 14, new byte[0], line -> {});
        RebuiltModel two = RebuiltModel.train(
                CreditedTexts.of(texts, Optional.empty()), RepeatRule.PHRASES, 1 << 14, new byte[0], line -> {});
        assertThat(one.weights()).isEqualTo(two.weights());
        assertThat(one.inverse().sha256()).isEqualTo(two.inverse().sha256());
        assertThat(one.caps())
                .isEqualTo(two.caps())
                .hasSize(one.training().rows().size());
        assertThat(one.training().classes()).contains(one.answer(texts.get(0).text()));
    }
}
