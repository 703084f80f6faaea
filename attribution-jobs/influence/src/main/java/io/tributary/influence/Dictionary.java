// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.protocol.error.InvalidInputException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The committed vocabulary: token {@code j} is feature {@code j}, and one more feature behind them is the bias. Every member
 * recomputes it from the training passages; its bytes are part of the model's feature specification (section 2).
 */
public final class Dictionary implements Serializable {
    /** Most tokens a dictionary holds in this version; with the bias 512 features. */
    public static final int TOKENS_MAX = 511;

    private static final long serialVersionUID = 1L;
    private static final int PASSAGES_PER_OCCURRENCE = 8;

    private final List<String> tokens;
    private final Map<String, Integer> positions;

    private Dictionary(List<String> tokens) {
        this.tokens = List.copyOf(tokens);
        this.positions = new HashMap<>();
        for (int j = 0; j < tokens.size(); j++) {
            String token = tokens.get(j);
            if (!foldsToItself(token)) {
                throw new IllegalArgumentException(
                        "dictionary entry " + j + " is '" + token + "', want one folded token");
            }
            if (positions.put(token, j) != null) {
                throw new IllegalArgumentException("dictionary holds '" + token + "' twice, want distinct tokens");
            }
        }
    }

    /** The dictionary with these tokens in feature order. */
    public static Dictionary of(List<String> tokens) {
        return new Dictionary(tokens);
    }

    /**
     * The {@value #TOKENS_MAX} tokens of highest passage frequency among those in at most an eighth of the passages; higher
     * frequency first, ties by UTF-8 bytes ascending.
     *
     * @param counts passages holding each token, summed over all training passages
     * @param passages number of training passages
     */
    public static Dictionary select(Map<String, Long> counts, long passages) {
        long most = passages / PASSAGES_PER_OCCURRENCE;
        List<Map.Entry<String, Long>> candidates = new ArrayList<>();
        for (Map.Entry<String, Long> entry : counts.entrySet()) {
            if (entry.getValue() <= most) {
                candidates.add(entry);
            }
        }
        Comparator<Map.Entry<String, Long>> frequentFirst = Comparator.comparingLong(
                        (Map.Entry<String, Long> entry) -> entry.getValue())
                .reversed();
        candidates.sort(frequentFirst.thenComparing(entry -> utf8(entry.getKey()), Arrays::compareUnsigned));
        return new Dictionary(
                candidates.stream().limit(TOKENS_MAX).map(Map.Entry::getKey).toList());
    }

    /**
     * Reads what {@link #bytes} wrote.
     *
     * @throws InvalidInputException if the bytes are not the canonical form of a dictionary
     */
    public static Dictionary ofBytes(byte[] bytes) {
        Dictionary dictionary =
                new Dictionary(new String(bytes, StandardCharsets.UTF_8).lines().toList());
        if (!Arrays.equals(dictionary.bytes(), bytes)) {
            throw new InvalidInputException("dictionary of " + bytes.length
                    + " bytes is not canonical, want one token per line, each ended by LF");
        }
        return dictionary;
    }

    /** The canonical bytes: every token in feature order as UTF-8, each followed by one LF (0x0A). */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder();
        for (String token : tokens) {
            text.append(token).append('\n');
        }
        return utf8(text.toString());
    }

    /** SHA-256 of {@link #bytes} as lower-case hex. */
    public String sha256() {
        return Sha256.ofBytes(bytes());
    }

    /** The tokens in feature order. */
    public List<String> tokens() {
        return tokens;
    }

    /** Number of features D: the tokens and the bias. */
    public int dimension() {
        return tokens.size() + 1;
    }

    /** The feature of {@code token}, empty if the dictionary has none. */
    public OptionalInt position(String token) {
        Integer position = positions.get(token);
        return position == null ? OptionalInt.empty() : OptionalInt.of(position);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dictionary dictionary && dictionary.tokens.equals(tokens);
    }

    @Override
    public int hashCode() {
        return tokens.hashCode();
    }

    @Override
    public String toString() {
        return "Dictionary[" + tokens.size() + " tokens, " + sha256() + "]";
    }

    private static boolean foldsToItself(String token) {
        List<Token> cut = Tokens.of(token);
        return cut.size() == 1 && cut.get(0).text().equals(token);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
