// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import io.tributary.influence.Passages;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a contributor said, in windows of two neighbouring blocks of as many tokens as a passage has, so that whatever he or somebody else
 * cuts from it is within a window. Records of one contributor and label are added in submission order; the last block may be shorter.
 */
public final class SaidWindows {
    private final WordWeights weights;
    private final String contributor;
    private final List<SaidWindow> windows = new ArrayList<>();
    private Map<String, Long> before = Map.of();
    private Map<String, Long> block = new HashMap<>();
    private int tokens;

    /** Nothing is said yet. */
    public SaidWindows(WordWeights weights, String contributor) {
        this.weights = weights;
        this.contributor = contributor;
    }

    /**
     * Adds the next record.
     *
     * @param order its place in the submission order
     * @param text NFC
     */
    public void add(long order, String text) {
        for (String token : Passages.question(text)) {
            block.putIfAbsent(token, order);
            if (++tokens == Passages.TOKENS) {
                close();
            }
        }
    }

    /** The windows of all that was added; nothing more is added. */
    public List<SaidWindow> finish() {
        if (tokens > 0) {
            close();
        }
        if (windows.isEmpty() && !before.isEmpty()) {
            windows.add(window());
        }
        return List.copyOf(windows);
    }

    private void close() {
        if (!before.isEmpty()) {
            windows.add(window());
        }
        before = block;
        block = new HashMap<>();
        tokens = 0;
    }

    private SaidWindow window() {
        Map<String, Long> said = new HashMap<>(block);
        // The block before was said before.
        said.putAll(before);
        return new SaidWindow(contributor, weights.bag(said));
    }
}
