// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextTest {
    @Test
    void tokensAreThoseOfTheVectors() {
        Vectors vectors = Vectors.read("tokens.txt");
        assertThat(vectors.count("text")).isGreaterThan(10);
        for (int i = 0; i < vectors.count("text"); i++) {
            List<Token> tokens = Tokens.of(CanonicalText.of(vectors.text("text." + i)));
            assertThat(tokens.stream().map(Token::text)).as("text %s", i).isEqualTo(vectors.words("tokens." + i));
            assertThat(tokens.stream().map(t -> t.start() + "-" + t.end()))
                    .as("text %s", i)
                    .isEqualTo(vectors.words("spans." + i));
        }
    }

    @Test
    void passagesAreThoseOfTheVectors() {
        Vectors vectors = Vectors.read("passages.txt");
        List<String> documents = new ArrayList<>();
        for (int i = 0; i < vectors.count("document"); i++) {
            documents.add(vectors.text("document." + i));
        }
        List<Passage> passages = Passages.cut(documents);
        assertThat(passages).hasSize(vectors.count("span"));
        for (int i = 0; i < passages.size(); i++) {
            Passage passage = passages.get(i);
            assertThat(vectors.ints("span." + i))
                    .containsExactly(
                            passage.firstDocument(), passage.firstChar(), passage.lastDocument(), passage.endChar());
            byte[] tokens = String.join(" ", passage.tokens()).getBytes(StandardCharsets.UTF_8);
            assertThat(Sha256.ofBytes(tokens)).isEqualTo(vectors.text("hash." + i));
        }
    }

    @Test
    void theDisplayedTextOfAPassageHoldsExactlyItsTokens() {
        for (long seed = 0; seed < 20; seed++) {
            List<String> documents = randomDocuments(new Random(seed));
            for (Passage passage : Passages.cut(documents)) {
                assertThat(Passages.question(passage.text(documents)))
                        .as("seed %s", seed)
                        .isEqualTo(passage.tokens());
            }
        }
    }

    @Test
    void passagesOfTheJoinedTextAreThoseOfTheDocuments() {
        for (long seed = 0; seed < 20; seed++) {
            List<String> documents = randomDocuments(new Random(seed));
            List<List<String>> apart =
                    Passages.cut(documents).stream().map(Passage::tokens).toList();
            List<List<String>> joined = Passages.cut(List.of(String.join("\n\n", documents))).stream()
                    .map(Passage::tokens)
                    .toList();
            assertThat(joined).as("seed %s", seed).isEqualTo(apart).isNotEmpty();
        }
    }

    @Test
    void aTailShorterThanAPassageIsNoPassage() {
        assertThat(Passages.cut(List.of("word ".repeat(127)))).isEmpty();
        assertThat(Passages.cut(List.of("word ".repeat(128)))).hasSize(1);
        assertThat(Passages.cut(List.of("word ".repeat(255)))).hasSize(1);
        assertThat(Passages.cut(List.of("word ".repeat(100), "word ".repeat(28))))
                .hasSize(1);
    }

    @Test
    void onlyListedCharsFold() {
        for (int c = 0; c <= 0xffff; c++) {
            char folded = Tokens.fold((char) c);
            boolean letter = c >= '0' && c <= '9'
                    || c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7;
            assertThat(folded != 0).as("U+%04X", c).isEqualTo(letter);
            if (letter) {
                // True of these blocks in every Unicode version so far; the table is what counts.
                assertThat(folded).as("U+%04X", c).isEqualTo(Character.toLowerCase((char) c));
            }
        }
    }

    @Test
    void codePointsNewerThanUnicode13AreBlanksAndOlderOnesAreNot() {
        assertThat(CanonicalText.of("ab\ud83e\udee0cd")).isEqualTo("ab  cd");
        assertThat(CanonicalText.of("\u0378")).isEqualTo(" ");
        assertThat(CanonicalText.of("x\ud800y")).isEqualTo("x y");
        assertThat(CanonicalText.of("\uffff")).isEqualTo(" ");
        // A mark of Unicode 14, which later Java releases would let the accent pass.
        assertThat(CanonicalText.of("e\u1dfa\u0301")).isEqualTo("e \u0301");
        assertThat(CanonicalText.of("\ud83d\ude00 \u20bf e\u0301")).isEqualTo("\ud83d\ude00 \u20bf \u00e9");
    }

    @Test
    void aTextWithANewSmileyStopsNobodysPassagesAndQuestions() {
        assertThat(Passages.question("where \ud83e\udee0 is my\ud83e\udee0parcel"))
                .containsExactly("where", "is", "my", "parcel");
        String word = "parcel\ud83e\udee0 ";
        List<Passage> passages = Passages.cut(List.of(word.repeat(Passages.TOKENS)));
        assertThat(passages).hasSize(1);
        assertThat(passages.get(0).tokens()).hasSize(Passages.TOKENS).containsOnly("parcel");
        assertThat(passages.get(0).endChar()).isEqualTo(word.length() * (Passages.TOKENS - 1) + "parcel".length());
    }

    @Test
    void everyAcceptedCodePointNormalisesAlikeOnEveryJavaRelease() {
        StringBuilder all = new StringBuilder();
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            boolean privateUse = codePoint >= 0xf0000;
            if (!privateUse && CanonicalText.assigned(codePoint)) {
                all.appendCodePoint(codePoint)
                        .append('|')
                        .append('a')
                        .appendCodePoint(codePoint)
                        .append('\u0301');
            }
        }
        String normal = Normalizer.normalize(all, Normalizer.Form.NFC);
        assertThat(Sha256.ofBytes(normal.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("f88b5c9c439f84d4eaa0d77313c046bb6709ac323f13dce45dc1ea226a4a4364");
    }

    @Test
    void theCommittedTablesAreThoseOfTheSpecification() throws Exception {
        for (String name : List.of("fold.txt", "assigned.txt", "counts.txt")) {
            byte[] used = getClass().getResourceAsStream(name).readAllBytes();
            assertThat(HexFormat.of().formatHex(used))
                    .as(name)
                    .isEqualTo(HexFormat.of().formatHex(Files.readAllBytes(Vectors.FOLDER.resolve(name))));
        }
    }

    private static List<String> randomDocuments(Random random) {
        String pieces = "abcXYZ09\u00e9\u0130'\u2019 ,.\n";
        List<String> documents = new ArrayList<>();
        for (int d = 0; d < 5; d++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(1200);
            for (int at = 0; at < length; at++) {
                text.append(random.nextInt(3) == 0 ? ' ' : pieces.charAt(random.nextInt(pieces.length())));
            }
            documents.add(text.toString());
        }
        return documents;
    }
}
