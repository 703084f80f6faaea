// SPDX-License-Identifier: Apache-2.0
package io.tributary.embeddings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tributary.influence.duplicate.Paraphrases;
import io.tributary.protocol.error.UnavailableException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The real model, on speeches and on paraphrases of them by {@link Rewriter}. Maven resolves it here, as the command does. */
@Tag("slow")
class MiniLmTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("tributary.repo", "../.."));

    /** Keys are sorted, and the text is the last. */
    private static final Pattern SPEECH = Pattern.compile("\"contributor\":\"([^\"]*)\".*\"text\":\"(.*)\"}$");

    /** Words of a record: three excerpts. */
    private static final int WORDS = 256;

    private static final int PLANTED = 20;
    private static MiniLm model = new MiniLm(List.of());

    /** A record of somebody. */
    private record Said(String contributor, String text) {}

    @BeforeAll
    static void resolve() throws IOException, InterruptedException {
        Path folder = REPOSITORY.resolve("pipelines/embeddings/model");
        Process maven = new ProcessBuilder(
                        Path.of(System.getProperty("tributary.maven"), "bin", "mvn")
                                .toString(),
                        "-q",
                        "-B",
                        "-ntp",
                        "-Dmaven.repo.local=" + System.getProperty("tributary.maven.repository"),
                        "-f",
                        folder.resolve("pom.xml").toString(),
                        "package")
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .start();
        String output = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Optional<String> missing =
                maven.waitFor() == 0 ? Optional.empty() : output.lines().findFirst();
        missing.ifPresent(sentence -> System.out.println("skipped: no sentence model, " + sentence));
        assumeTrue(missing.isEmpty(), "the model can't be had");
        model = new MiniLm(List.of(Files.readString(folder.resolve("target/model.classpath"))
                .strip()
                .split(File.pathSeparator)));
    }

    @Test
    void theSameTextHasTheSameVectorAloneAndAmongOthers() {
        List<String> texts = new ArrayList<>();
        for (Said said : speeches(new Random(1), 40)) {
            texts.add(Excerpt.of(said.text()).get(0).text());
        }
        List<byte[]> together = model.embed(texts);
        assertThat(together).hasSize(40).allSatisfy(vector -> assertThat(vector).hasSize(384));
        assertThat(Vectors.cosine(
                        together.get(7), model.embed(texts.subList(7, 8)).get(0)))
                .isGreaterThan(0.999);
        assertThat(model.embed(texts)).containsExactlyElementsOf(together);
    }

    /** What is rewritten is found with the record that it says again, and hardly anything else is; the figures are printed. */
    @Test
    void whatIsRewrittenIsFoundAndWhatIsNotIsLeftInPeace() {
        long seed = 11;
        Random random = new Random(seed);
        List<Said> honest = speeches(random, 100);
        Rewriter rewriter = new Rewriter(random);
        SenseIndex index = new SenseIndex();
        honest.forEach(said -> add(index, said));
        List<Said> rewritten = new ArrayList<>();
        for (Said said : honest.subList(0, PLANTED)) {
            rewritten.add(new Said("copier", rewriter.withOtherWords(said.text())));
            rewritten.add(new Said("copier", rewriter.inAnotherOrder(said.text())));
            rewritten.add(new Said("copier", rewriter.inAnotherOrder(rewriter.withOtherWords(said.text()))));
        }
        rewritten.forEach(said -> add(index, said));
        long wrong = 0;
        for (int record = 0; record < honest.size(); record++) {
            wrong += index.likeness(record).isPresent() ? 1 : 0;
        }
        Map<String, String> byWords = byWords(honest, rewritten);
        int[] found = new int[3];
        int[] foundByEither = new int[3];
        for (int i = 0; i < rewritten.size(); i++) {
            int source = i / 3;
            boolean bySense = index.likeness(honest.size() + i)
                    .filter(likeness -> likeness.earlier() == source)
                    .isPresent();
            found[i % 3] += bySense ? 1 : 0;
            foundByEither[i % 3] += bySense || ("honest " + source).equals(byWords.get("rewritten " + i)) ? 1 : 0;
        }
        System.out.println("seed " + seed + ", of " + PLANTED + " each with other words, in another order, both: found "
                + Arrays.toString(found) + ", with the review of words " + Arrays.toString(foundByEither) + "; of "
                + honest.size() + " honest ones " + wrong);
        assertThat(found[0]).as("with other words").isGreaterThanOrEqualTo(19);
        assertThat(found[1]).as("in another order").isGreaterThanOrEqualTo(17);
        assertThat(found[2]).as("both").isGreaterThanOrEqualTo(15);
        assertThat(foundByEither[1]).as("in another order, by words too").isGreaterThanOrEqualTo(19);
        assertThat(wrong).as("honest ones").isLessThanOrEqualTo(5);
    }

    /** Texts that a person told again in words of his own, of which the review of words sees few. */
    @Test
    void ofWhatIsRetoldFreelySomeIsFound() throws IOException {
        List<Said> records = new ArrayList<>(speeches(new Random(12), 80));
        List<String> lines = Files.readAllLines(
                REPOSITORY.resolve("pipelines/embeddings/src/test/resources/io/tributary/embeddings/retold.txt"));
        for (int i = 0; i < lines.size(); i += 2) {
            records.add(i / 2, new Said("source " + i, lines.get(i)));
        }
        List<Said> retold = new ArrayList<>();
        for (int i = 1; i < lines.size(); i += 2) {
            retold.add(new Said("copier", lines.get(i)));
        }
        SenseIndex index = new SenseIndex();
        records.forEach(said -> add(index, said));
        retold.forEach(said -> add(index, said));
        int found = 0;
        for (int i = 0; i < retold.size(); i++) {
            int source = i;
            found += index.likeness(records.size() + i)
                            .filter(likeness -> likeness.earlier() == source)
                            .isPresent()
                    ? 1
                    : 0;
        }
        Map<String, String> byWords = byWords(records, retold);
        System.out.println("of " + retold.size() + " retold freely found " + found + ", by the review of words "
                + byWords.keySet().stream()
                        .filter(id -> id.startsWith("rewritten"))
                        .count());
        assertThat(found).isGreaterThanOrEqualTo(3);
    }

    /** What the review of words says that records repeat. */
    private static Map<String, String> byWords(List<Said> honest, List<Said> rewritten) {
        List<Paraphrases.Text> texts = new ArrayList<>();
        for (int i = 0; i < honest.size(); i++) {
            texts.add(new Paraphrases.Text(
                    "honest " + i, honest.get(i).contributor(), honest.get(i).text()));
        }
        for (int i = 0; i < rewritten.size(); i++) {
            texts.add(new Paraphrases.Text(
                    "rewritten " + i, "copier", rewritten.get(i).text()));
        }
        return Paraphrases.among(texts).stream()
                .collect(Collectors.toMap(
                        candidate -> candidate.record().recordId(),
                        candidate -> candidate.earlier().recordId()));
    }

    @Test
    void aJarThatIsGoneIsNamed() {
        assertThatThrownBy(() -> MiniLm.load(List.of("/nowhere/model.jar")))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("/nowhere/model.jar");
    }

    private static void add(SenseIndex index, Said said) {
        index.add(
                said.contributor(),
                model.embed(Excerpt.of(said.text()).stream().map(Excerpt::text).toList()));
    }

    /** Pieces of different speeches, a random one of each. */
    private static List<Said> speeches(Random random, int count) {
        List<Said> pieces = new ArrayList<>();
        Path file = REPOSITORY.resolve("infra/data/speeches/speeches.jsonl.gz");
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher speech = SPEECH.matcher(line);
                assertThat(speech.find()).as(line.substring(0, 80)).isTrue();
                String[] words = speech.group(2).replace("\\\"", "\"").split(" ");
                if (words.length > WORDS) {
                    int from = random.nextInt(words.length - WORDS);
                    pieces.add(new Said(
                            speech.group(1), String.join(" ", List.of(words).subList(from, from + WORDS))));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(file + " can't be read", e);
        }
        Collections.shuffle(pieces, random);
        return pieces.subList(0, count);
    }
}
