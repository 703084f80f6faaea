// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence;

import io.tributary.influence.duplicate.TextPrint;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The questions of a block of answers, to find those that a passage repeats: near-duplicates by the duplicate rule. A passage that was
 * made from a question explains its answer by itself. Looking up keys finds exactly the pairs that {@link TextPrint#repeats(TextPrint)}
 * tells, since no pair is a near-duplicate without a common key.
 */
public final class QuestionPrints {
    private final List<TextPrint> prints = new ArrayList<>();
    private final Map<Long, BitSet> holders = new HashMap<>();

    /**
     * Takes the questions in the order of their queries.
     *
     * @param questions folded tokens of each
     */
    public QuestionPrints(List<List<String>> questions) {
        for (List<String> tokens : questions) {
            TextPrint print = TextPrint.ofTokens(tokens);
            for (long key : print.keys()) {
                holders.computeIfAbsent(key, ignored -> new BitSet()).set(prints.size());
            }
            prints.add(print);
        }
    }

    /** The questions that a passage repeats. */
    public BitSet repeatedBy(List<String> passage) {
        TextPrint print = TextPrint.ofTokens(passage);
        BitSet repeated = new BitSet();
        for (long key : print.keys()) {
            BitSet sharing = holders.get(key);
            if (sharing != null) {
                repeated.or(sharing);
            }
        }
        for (int q = repeated.nextSetBit(0); q >= 0; q = repeated.nextSetBit(q + 1)) {
            repeated.set(q, print.repeats(prints.get(q)));
        }
        return repeated;
    }
}
