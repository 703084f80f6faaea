// SPDX-License-Identifier: Apache-2.0
package io.tributary.pipelines;

import io.tributary.pipelines.LakeFixture.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded texts of two labels that a linear model can tell apart, most of the time. */
final class GeneratedTexts {
    private static final int COMMON_WORDS = 10;
    private static final int RARE_WORDS = 300;

    private final Random random;

    GeneratedTexts(long seed) {
        this.random = new Random(seed);
    }

    /** Documents of four contributors, each with both labels. */
    List<Document> documents(int perContributorAndLabel, int tokens) {
        List<Document> documents = new ArrayList<>();
        for (String contributor : List.of("ada", "bob", "cleo", "dan")) {
            for (String label : List.of("north", "south")) {
                for (int i = 0; i < perContributorAndLabel; i++) {
                    String id = contributor + "-" + label + "-" + i;
                    documents.add(new Document(id, contributor, label, text(label, tokens)));
                }
            }
        }
        return documents;
    }

    /** One text: mostly words that all texts share, and some that lean towards the label. */
    String text(String label, int tokens) {
        StringBuilder text = new StringBuilder();
        for (int t = 0; t < tokens; t++) {
            boolean common = random.nextInt(4) > 0;
            int half = RARE_WORDS / 2;
            int offset = (random.nextInt(10) < 8) == label.equals("north") ? 0 : half;
            text.append(common ? "common" + random.nextInt(COMMON_WORDS) : "word" + (offset + random.nextInt(half)));
            text.append(t % 12 == 11 ? ".\n" : " ");
        }
        return text.toString();
    }
}
