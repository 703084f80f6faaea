// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.protocol.money.ProvenanceParts;
import io.tributary.protocol.record.CreditLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

/** Who earns what where one labelled or edited what another one wrote; figures as in spec/provenance.md. */
class ChainsTest {
    private static final long SEED = 11;

    private static ChainRecord text(String id, String contributor, String label) {
        return new ChainRecord(id, "record", "", contributor, label, Optional.empty());
    }

    private static ChainRecord label(String id, String parent, String contributor, String label) {
        return new ChainRecord(id, "label", parent, contributor, label, Optional.empty());
    }

    private static ChainRecord edit(
            String id, String parent, String contributor, String label, int tokens, int changed) {
        return new ChainRecord(id, "edit", parent, contributor, label, Optional.of(new EditSize(tokens, changed)));
    }

    private static SortedMap<String, Credit> credits(ChainRecord... records) {
        return new Chains(List.of(records), ProvenanceParts.DEFAULT).credits();
    }

    private static CreditLine.Part part(String contributor, String role, int basisPoints) {
        return new CreditLine.Part(contributor, role, basisPoints);
    }

    private static List<CreditLine.Part> parts(Credit credit) {
        return credit.line().orElseThrow().parts();
    }

    @Test
    void aLabelEarnsThreeTenthsOfWhatTheTextEarns() {
        SortedMap<String, Credit> credits = credits(text("r-4", "alice", ""), label("r-9", "r-4", "carol", "war"));
        Credit credit = credits.get("r-4");
        assertThat(parts(credit)).containsExactly(part("alice", "data", 7_000), part("carol", "label", 3_000));
        assertThat(credit.label()).isEqualTo("war");
        assertThat(credit.sources()).containsExactly("r-4", "r-9");
        assertThat(credit.owner()).isEqualTo("line=17ab48de3e06b7519890ef76f5cb3f14");
        assertThat(credits.get("r-9").line()).isEmpty();
    }

    @Test
    void whoeverLabelsHisOwnTextHasALineOfHisOwn() {
        Credit credit = credits(text("r-4", "alice", ""), label("r-9", "r-4", "alice", "war"))
                .get("r-4");
        assertThat(credit.owner()).isEqualTo("alice");
        assertThat(credit.label()).isEqualTo("war");
    }

    @Test
    void editorsTakeThePartOfTheWordsThatTheyChangedAndEarlierOnesShareTheRest() {
        ChainRecord first = text("r-1", "alice", "war");
        ChainRecord second = edit("r-2", "r-1", "bob", "", 10, 3);
        assertThat(parts(credits(first, second).get("r-2")))
                .containsExactly(
                        part("alice", "data", 4_900), part("alice", "label", 3_000), part("bob", "data", 2_100));
        ChainRecord third = edit("r-3", "r-2", "dora", "", 7, 1);
        SortedMap<String, Credit> credits = credits(first, second, third);
        assertThat(parts(credits.get("r-3")))
                .containsExactly(
                        part("alice", "data", 4_200),
                        part("alice", "label", 3_000),
                        part("bob", "data", 1_800),
                        part("dora", "data", 1_000));
        assertThat(credits.get("r-3").sources()).containsExactly("r-1", "r-1", "r-2", "r-3");
        assertThat(credits.get("r-1").reason()).isEqualTo("is replaced by r-2");
        assertThat(credits.get("r-2").reason()).isEqualTo("is replaced by r-3");
        // 7000 - 2333 = 4667 over 4900 and 2100: 3266.9 and 1400.1.
        assertThat(parts(credits(first, second, edit("r-3", "r-2", "dora", "", 3, 1))
                        .get("r-3")))
                .containsExactly(
                        part("alice", "data", 3_267),
                        part("alice", "label", 3_000),
                        part("bob", "data", 1_400),
                        part("dora", "data", 2_333));
    }

    @Test
    void anEditKeepsTheLabelUnlessItGivesAnother() {
        ChainRecord base = text("r-1", "alice", "war");
        assertThat(parts(credits(base, edit("r-2", "r-1", "bob", "peace", 4, 0)).get("r-2")))
                .containsExactly(part("alice", "data", 7_000), part("bob", "label", 3_000));
        assertThat(credits(base, edit("r-2", "r-1", "bob", "war", 4, 0))
                        .get("r-2")
                        .owner())
                .isEqualTo("alice");
        Credit labelledBefore = credits(
                        text("r-1", "alice", ""),
                        edit("r-2", "r-1", "bob", "", 2, 1),
                        label("r-3", "r-1", "carol", "war"))
                .get("r-2");
        assertThat(parts(labelledBefore))
                .containsExactly(
                        part("alice", "data", 3_500), part("bob", "data", 3_500), part("carol", "label", 3_000));
    }

    @Test
    void whatAnEditOfAWithdrawnTextSaysHasNoRowsAndAWithdrawnEditBringsTheTextBack() {
        SortedMap<String, Credit> withdrawn =
                credits(edit("r-2", "r-1", "bob", "war", 4, 2), edit("r-3", "r-2", "bob", "war", 4, 2));
        assertThat(withdrawn.values())
                .allSatisfy(credit -> assertThat(credit.line()).isEmpty());
        assertThat(credits(text("r-1", "alice", "war"))).isEmpty();
    }

    @Test
    void labelsAndEditsOfOthersNeedTheOwnersWordAndComeOnce() {
        Chains chains =
                new Chains(List.of(text("r-1", "alice", ""), text("r-2", "alice", "war")), ProvenanceParts.DEFAULT);
        ChainRecord label = label("r-9", "r-1", "carol", "war");
        assertThat(refusal(chains, label, Review.NONE)).isEqualTo("record/v1#review");
        assertThat(refusal(chains, label, Review.REJECTED)).isEqualTo("record/v1#review");
        assertThat(refusal(chains, label("r-9", "r-7", "carol", "war"), Review.ACCEPTED))
                .isEqualTo("record/v1#parent");
        assertThat(refusal(chains, label, Review.ACCEPTED)).isEmpty();
        assertThat(refusal(chains, label("r-8", "r-1", "alice", "war"), Review.NONE))
                .isEqualTo("record/v1#label");
        assertThat(refusal(chains, label("r-8", "r-2", "alice", "war"), Review.NONE))
                .isEqualTo("record/v1#label");
        ChainRecord edit = edit("r-5", "r-2", "alice", "war", 3, 1);
        assertThat(refusal(chains, edit, Review.REJECTED)).isEqualTo("record/v1#review");
        assertThat(refusal(chains, edit, Review.NONE)).isEmpty();
        assertThat(refusal(chains, edit, Review.NONE)).isEqualTo("record/v1#edit");
        ChainRecord endless = new ChainRecord("r-6", "edit", "r-1", "alice", "", Optional.empty());
        assertThat(refusal(chains, endless, Review.NONE)).isEqualTo("record/v1#edit");
    }

    @Test
    void whoHoldsAPartOnlyMustAskTheOwnerAgain() {
        List<ChainRecord> standing = List.of(text("r-1", "alice", "war"), edit("r-2", "r-1", "bob", "", 4, 4));
        assertThat(refusal(
                        new Chains(standing, ProvenanceParts.DEFAULT),
                        edit("r-3", "r-2", "bob", "", 4, 1),
                        Review.NONE))
                .isEqualTo("record/v1#review");
        assertThat(refusal(
                        new Chains(standing, ProvenanceParts.DEFAULT),
                        edit("r-3", "r-1", "alice", "", 4, 1),
                        Review.NONE))
                .isEqualTo("record/v1#edit");
    }

    private static String refusal(Chains chains, ChainRecord link, Review review) {
        return chains.refusal(link, review).map(refusal -> refusal.rule()).orElse("");
    }

    @Test
    void thePartsOfEveryLineSumToOneWholeAndNobodyLosesMoreThanWasChanged() {
        Random random = new Random(SEED);
        for (int example = 0; example < 2_000; example++) {
            List<ChainRecord> records = new ArrayList<>(List.of(text("r-0", "c-0", random.nextBoolean() ? "war" : "")));
            int length = random.nextInt(6);
            for (int i = 1; i <= length; i++) {
                int tokens = random.nextInt(50);
                records.add(edit(
                        "r-" + i,
                        "r-" + (i - 1),
                        "c-" + random.nextInt(4),
                        random.nextInt(5) == 0 ? "peace" : "",
                        tokens,
                        tokens == 0 ? 0 : random.nextInt(tokens + 1)));
            }
            records.add(label("l-0", "r-" + random.nextInt(length + 1), "c-4", "war"));
            int text = 1 + random.nextInt(10_000);
            Chains chains = new Chains(records, new ProvenanceParts(text, 10_000 - text));
            // A line checks its own sum; here it must be there, and last editors get what they changed.
            Optional<Credit> last = Optional.ofNullable(chains.credits().get("r-" + length));
            last.flatMap(Credit::line).ifPresent(line -> {
                int sum = line.of("data").values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                assertThat(line.parts().size() == 1 || sum == text)
                        .as("seed %s: %s gives %s", SEED, records, line)
                        .isTrue();
            });
            assertThat(chains.credits().values().stream()
                            .filter(credit -> credit.line().isPresent())
                            .count())
                    .as("seed %s: %s", SEED, records)
                    .isLessThanOrEqualTo(1);
        }
    }
}
