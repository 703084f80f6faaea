// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import io.tributary.influence.Token;
import io.tributary.influence.Tokens;
import io.tributary.protocol.error.InvalidInputException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records that say in other words, or in another order, what an earlier record of somebody else says: candidates for people to look at.
 * Nothing is set aside for it, since texts on one subject share words honestly.
 *
 * <p>A word's weight in a text is its number there times floor(log2(floor(n / d))), where d of the n texts hold it; two texts are alike if
 * the cosine of their weights is at least 3/5. Integers throughout; squares are compared. Every text is compared with every other one that
 * shares a word of weight above 0.
 */
public final class Paraphrases {
    /** Shortest text that is compared, in tokens: of a few words one rare one decides too much. */
    public static final int TOKENS_MIN = 16;

    /** Most steps: the sum over words of the squared number of texts that hold it. Some ten thousand texts of a page. */
    public static final long STEPS_MAX = 1L << 34;

    private static final BigInteger LEAST_NUMERATOR = BigInteger.valueOf(9);
    private static final BigInteger LEAST_DENOMINATOR = BigInteger.valueOf(25);
    private static final BigInteger PERCENT_SQUARED = BigInteger.valueOf(10_000);

    private final List<Text> texts;
    private final List<List<Word>> wordsOf = new ArrayList<>();
    private final BigInteger[] norms;

    private Paraphrases(List<Text> texts) {
        this.texts = texts;
        this.norms = new BigInteger[texts.size()];
        Arrays.fill(norms, BigInteger.ZERO);
    }

    /** A text that holds a word, and how often. */
    private record Use(int text, long count) {}

    /** A word, the texts that hold it in submission order, and its weight per use. */
    private record Word(List<Use> uses, int weight) {}

    /**
     * A text to compare.
     *
     * @param recordId its record
     * @param contributor who gave it
     * @param text NFC
     */
    public record Text(String recordId, String contributor, String text) {}

    /**
     * A record that is like an earlier one.
     *
     * @param record the later one
     * @param earlier the most similar record of somebody else before it; of equally similar ones the first
     * @param percent cosine in percent, rounded down
     */
    public record Candidate(Text record, Text earlier, int percent) {}

    /**
     * The candidates among texts in submission order.
     *
     * @throws InvalidInputException if the texts are too many to compare
     */
    public static List<Candidate> among(List<Text> inOrder) {
        Paraphrases paraphrases = new Paraphrases(List.copyOf(inOrder));
        paraphrases.weigh();
        List<Candidate> candidates = new ArrayList<>();
        for (int later = 0; later < inOrder.size(); later++) {
            paraphrases.candidate(later).ifPresent(candidates::add);
        }
        return candidates;
    }

    private void weigh() {
        Map<String, List<Use>> uses = new HashMap<>();
        for (int at = 0; at < texts.size(); at++) {
            wordsOf.add(new ArrayList<>());
            for (Map.Entry<String, Long> count : counts(texts.get(at)).entrySet()) {
                uses.computeIfAbsent(count.getKey(), ignored -> new ArrayList<>(1))
                        .add(new Use(at, count.getValue()));
            }
        }
        long steps = 0;
        for (List<Use> places : uses.values()) {
            Word word = new Word(places, weight(places.size()));
            if (word.weight() > 0) {
                steps += (long) places.size() * places.size();
                for (Use use : places) {
                    wordsOf.get(use.text()).add(word);
                    norms[use.text()] = norms[use.text()].add(
                            BigInteger.valueOf(use.count() * word.weight()).pow(2));
                }
            }
        }
        if (steps > STEPS_MAX) {
            throw new InvalidInputException(texts.size() + " texts need " + steps
                    + " steps to be compared with each other, want at most " + STEPS_MAX);
        }
    }

    private static Map<String, Long> counts(Text text) {
        Map<String, Long> counts = new HashMap<>();
        List<Token> tokens = Tokens.of(text.text());
        if (tokens.size() >= TOKENS_MIN) {
            tokens.forEach(token -> counts.merge(token.text(), 1L, Long::sum));
        }
        return counts;
    }

    private int weight(int holding) {
        return Integer.SIZE - 1 - Integer.numberOfLeadingZeros(texts.size() / holding);
    }

    private Optional<Candidate> candidate(int later) {
        long[] products = products(later);
        // Of one later text all cosines have one factor in common, so product^2 / norm of the earlier one tells which
        // is greatest.
        int best = -1;
        for (int earlier = 0; earlier < later; earlier++) {
            if (products[earlier] > 0 && (best < 0 || isGreater(products, earlier, best))) {
                best = earlier;
            }
        }
        return best < 0 ? Optional.empty() : candidate(later, best, products[best]);
    }

    /** Inner products with every earlier text of somebody else. */
    private long[] products(int later) {
        long[] products = new long[later];
        String contributor = texts.get(later).contributor();
        for (Word word : wordsOf.get(later)) {
            long own = 0;
            for (Use use : word.uses()) {
                own = use.text() == later ? use.count() : own;
            }
            for (Use use : word.uses()) {
                if (use.text() >= later) {
                    break;
                }
                if (!texts.get(use.text()).contributor().equals(contributor)) {
                    // Counts stay below 2^24 and weights below 2^5, so does every product below 2^58.
                    long product = own * use.count() * word.weight() * word.weight();
                    products[use.text()] = Math.addExact(products[use.text()], product);
                }
            }
        }
        return products;
    }

    private boolean isGreater(long[] products, int one, int other) {
        BigInteger left = BigInteger.valueOf(products[one]).pow(2).multiply(norms[other]);
        return left.compareTo(BigInteger.valueOf(products[other]).pow(2).multiply(norms[one])) > 0;
    }

    private Optional<Candidate> candidate(int later, int earlier, long product) {
        BigInteger square = BigInteger.valueOf(product).pow(2);
        BigInteger norm = norms[later].multiply(norms[earlier]);
        if (square.multiply(LEAST_DENOMINATOR).compareTo(norm.multiply(LEAST_NUMERATOR)) < 0) {
            return Optional.empty();
        }
        int percent = square.multiply(PERCENT_SQUARED).divide(norm).sqrt().intValueExact();
        return Optional.of(new Candidate(texts.get(later), texts.get(earlier), percent));
    }
}
