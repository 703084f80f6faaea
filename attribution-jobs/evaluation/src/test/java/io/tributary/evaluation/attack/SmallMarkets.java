// SPDX-License-Identifier: Apache-2.0
package io.tributary.evaluation.attack;

import io.tributary.evaluation.data.DataFolder;
import io.tributary.evaluation.data.DataSetName;
import io.tributary.influence.duplicate.RepeatRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Markets small enough for tests: eight contributors of twenty digits, and made-up texts of three subjects. */
final class SmallMarkets {
    static final MarketDraw DIGITS =
            new MarketDraw(DataFolder.ofCheckout(), DataSetName.DIGITS, new MarketDraw.Size(8, 20, 60, 40, 20));

    /** By runs of words alone: sixty short texts of few words have half of these in common. */
    static final DuplicateRule RULE = DuplicateRule.named("jaccard/v1", RepeatRule.PHRASES);

    private static final int CLASSES = 3;
    private static final int TOKENS = 128;

    private SmallMarkets() {}

    static Scene digits(long seed, int attackers) {
        return DIGITS.draw(seed, attackers, DuplicateRule.platform());
    }

    /** Five contributors of twelve texts; a text's tokens are those of its class half of the time. */
    static Scene texts(long seed) {
        Random random = new Random(seed);
        List<Submission> submissions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            submissions.add(new Submission("c0" + i % 5, text(random), i));
        }
        List<Example> heldOut = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        for (int k = 0; k < 30; k++) {
            heldOut.add(text(random));
            Example question = text(random);
            receipts.add(new Receipt(question.content(), question.label(), 1000 + k, "caller", "host"));
        }
        Market market = new Market(new Subject("made-up", CLASSES, 1 << 18, 4, 60), submissions, heldOut, receipts);
        ScoredMarket honest = ScoredMarket.of(TrainedMarket.of(market, RULE), RULE);
        List<Example> reserve = new ArrayList<>();
        for (int k = 0; k < 24; k++) {
            reserve.add(text(random));
        }
        return new Scene(seed, honest, List.of("c00"), List.of("c01"), Map.of("c00", reserve), 12);
    }

    private static Example text(Random random) {
        int label = random.nextInt(CLASSES);
        List<String> tokens = new ArrayList<>();
        for (int at = 0; at < TOKENS; at++) {
            String kind = random.nextBoolean() ? "k" + label : "any";
            tokens.add(kind + "w" + random.nextInt(120));
        }
        return new Example(new Content.Words(tokens), label);
    }
}
