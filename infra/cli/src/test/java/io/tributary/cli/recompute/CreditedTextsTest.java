// SPDX-License-Identifier: Apache-2.0
package io.tributary.cli.recompute;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.duplicate.RepeatRule;
import io.tributary.protocol.money.Earner;
import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.CreditLine;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Labels and edits as whoever recomputes sees them: the rows, their lines and what these weigh, as publish's test has them. */
class CreditedTextsTest {
    private static final List<SourceText> TEXTS = List.of(
            new SourceText("a-1", "alice", "", words("a", "")),
            new SourceText("a-2", "alice", "war", words("b", "")),
            new SourceText("b-1", "bob", "peace", words("c", "")),
            new SourceText("c-1", "label", "a-1", "carol", "war", ""),
            new SourceText("d-1", "edit", "a-2", "dave", "", words("b", "new")));

    /** 130 words that no other name has; the last one may be another. */
    private static String words(String name, String last) {
        String head = IntStream.range(0, 129).mapToObj(i -> name + i).collect(Collectors.joining(" "));
        return head + " " + (last.isEmpty() ? name + 129 : last);
    }

    @Test
    void rowsAreCutFromTextsWithOneLineAndNotFromLabelsOrFromWhatWasReplaced() {
        CreditedTexts credited = CreditedTexts.of(TEXTS, Optional.of(ProvenanceParts.DEFAULT));
        String labelled = "line=17ab48de3e06b7519890ef76f5cb3f14";
        String edited = new CreditLine(List.of(
                        new CreditLine.Part("alice", "data", 6_947),
                        new CreditLine.Part("alice", "label", 3_000),
                        new CreditLine.Part("dave", "data", 53)))
                .id();
        assertThat(TrainingRows.cut(credited, RepeatRule.PHRASES).rows())
                .extracting(row -> row.owned().rowId())
                .containsExactlyInAnyOrder(labelled + "/war/000000", edited + "/war/000000", "bob/peace/000000");
        assertThat(credited.lines()).containsOnlyKeys(labelled, edited);
        assertThat(Earner.weights(
                        Map.of(labelled, BigInteger.TWO, edited, BigInteger.ONE, "bob", BigInteger.TEN),
                        credited.lines(),
                        contributor -> contributor.equals("dave") ? "p-carol" : "p-" + contributor))
                .isEqualTo(Map.of(
                        new Earner("p-alice", "data"), BigInteger.valueOf(2 * 7_000 + 6_947),
                        new Earner("p-alice", "label"), BigInteger.valueOf(3_000),
                        new Earner("p-bob", "data"), BigInteger.valueOf(100_000),
                        new Earner("p-carol", "data"), BigInteger.valueOf(53),
                        new Earner("p-carol", "label"), BigInteger.valueOf(2 * 3_000)));
    }

    @Test
    void inANetworkWithoutTheParameterEveryTextStandsForItself() {
        assertThat(CreditedTexts.of(TEXTS, Optional.empty()).texts()).isEqualTo(TEXTS);
    }
}
