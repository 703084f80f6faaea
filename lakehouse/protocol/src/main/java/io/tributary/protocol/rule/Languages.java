// SPDX-License-Identifier: Apache-2.0
package io.tributary.protocol.rule;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells the language of a text by its most frequent small words, the same on every machine. A short text, or one in another language, has
 * none.
 */
public final class Languages {
    private static final Map<String, Set<String>> WORDS = words();

    /** Languages that are told apart, as ISO 639-1 codes. */
    public static final Set<String> ALL = Set.copyOf(WORDS.keySet());

    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final int FEWEST_HITS = 3;

    /** One word in this many at least must be one of the language's. */
    private static final int SHARE = 8;

    private Languages() {}

    private static Map<String, Set<String>> words() {
        Map<String, Set<String>> words = new TreeMap<>();
        words.put(
                "de",
                set("der die das und ist nicht ein eine zu den mit von sich auf für dem des wir ich sie es auch"));
        words.put(
                "en",
                set("the of and to in is that it for was on with as be at by this are not have from or which we"));
        words.put("es", set("el la los las de que y en un una por con para es del se no lo como más pero sus al su"));
        words.put(
                "fr", set("le la les des et est un une que qui dans pour pas du sur au par ce il nous vous avec sont"));
        return words;
    }

    private static Set<String> set(String words) {
        return new TreeSet<>(List.of(words.split(" ")));
    }

    /** The language of a text, empty if it can't be told. */
    public static String of(String text) {
        String[] tokens = NO_LETTERS.split(text.toLowerCase(Locale.ROOT));
        Map<String, Integer> hits = new HashMap<>();
        for (String token : tokens) {
            WORDS.forEach((language, words) -> {
                if (words.contains(token)) {
                    hits.merge(language, 1, Integer::sum);
                }
            });
        }
        String best = "";
        int most = 0;
        boolean alone = false;
        for (String language : new TreeSet<>(hits.keySet())) {
            int count = hits.getOrDefault(language, 0);
            alone = count != most && (count > most || alone);
            if (count > most) {
                most = count;
                best = language;
            }
        }
        return alone && most >= FEWEST_HITS && most * SHARE >= tokens.length ? best : "";
    }
}
