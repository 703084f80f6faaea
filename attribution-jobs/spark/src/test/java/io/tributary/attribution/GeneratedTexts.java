// SPDX-License-Identifier: Apache-2.0
package io.tributary.attribution;

import io.tributary.attribution.EpochFixture.Document;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded texts of three labels that a linear model can tell apart, most of the time. */
final class GeneratedTexts {
    static final List<String> LABELS = List.of("east", "north", "south");

    private static final int COMMON_WORDS = 10;
    private static final int RARE_WORDS = 240;

    private final Random random;

    GeneratedTexts(long seed) {
        this.random = new Random(seed);
    }

    /** Documents of three contributors; one of them mislabels everything, so that some rows may not earn. */
    List<Document> documents(int perContributorAndLabel, int tokens) {
        List<Document> documents = new ArrayList<>();
        for (String contributor : List.of("ada", "bob", "eve")) {
            for (String label : LABELS) {
                for (int i = 0; i < perContributorAndLabel; i++) {
                    String about = contributor.equals("eve") ? LABELS.get(random.nextInt(LABELS.size())) : label;
                    String id = contributor + "-" + label + "-" + i;
                    documents.add(new Document(id, contributor, label, text(about, tokens)));
                }
            }
        }
        return documents;
    }

    /** Held-out items with their true labels. */
    List<Document> heldOut(int count) {
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String label = LABELS.get(i % LABELS.size());
            documents.add(new Document("held-" + i, "", label, text(label, 128)));
        }
        return documents;
    }

    /** Questions of all labels. */
    List<String> questions(int count) {
        List<String> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(text(LABELS.get(i % LABELS.size()), 60));
        }
        return questions;
    }

    private String text(String label, int tokens) {
        StringBuilder text = new StringBuilder();
        int third = RARE_WORDS / LABELS.size();
        for (int t = 0; t < tokens; t++) {
            boolean common = random.nextInt(4) > 0;
            int part = random.nextInt(10) < 7 ? LABELS.indexOf(label) : random.nextInt(LABELS.size());
            text.append(
                            common
                                    ? "common" + random.nextInt(COMMON_WORDS)
                                    : "word" + (part * third + random.nextInt(third)))
                    .append(' ');
        }
        return text.toString();
    }
}
