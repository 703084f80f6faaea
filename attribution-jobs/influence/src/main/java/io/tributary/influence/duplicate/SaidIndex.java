// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;

/** Windows by the words that they hold, and by who said them. */
public final class SaidIndex implements Serializable {
    private static final long serialVersionUID = 1L;

    private final SaidWindow[] windows;
    private final HashMap<String, List<SaidWindow>> byContributor = new HashMap<>();
    private final int[] starts;

    /** The places in the submission order where any word is said first, ascending. */
    private final long[] orders;

    /** By word the windows that hold it, earliest first: number in {@link #orders}, then number of the window. */
    private final long[] holders;

    /** An index of these windows. */
    public SaidIndex(WordWeights weights, List<SaidWindow> said) {
        this.windows = said.toArray(SaidWindow[]::new);
        this.starts = new int[weights.size() + 1];
        for (SaidWindow window : windows) {
            byContributor
                    .computeIfAbsent(window.contributor(), none -> new ArrayList<>())
                    .add(window);
            for (int at = 0; at < window.words().size(); at++) {
                starts[window.words().number(at) + 1]++;
            }
        }
        for (int number = 0; number < weights.size(); number++) {
            starts[number + 1] = Math.addExact(starts[number + 1], starts[number]);
        }
        this.orders = Arrays.stream(windows)
                .map(SaidWindow::words)
                .flatMapToLong(words -> IntStream.range(0, words.size()).mapToLong(words::order))
                .sorted()
                .distinct()
                .toArray();
        this.holders = holders();
    }

    private long[] holders() {
        long[] all = new long[starts[starts.length - 1]];
        int[] next = starts.clone();
        for (int w = 0; w < windows.length; w++) {
            WordBag words = windows[w].words();
            for (int at = 0; at < words.size(); at++) {
                long order = Arrays.binarySearch(orders, words.order(at));
                all[next[words.number(at)]++] = order << Integer.SIZE | w;
            }
        }
        for (int number = 0; number + 1 < starts.length; number++) {
            Arrays.sort(all, starts[number], starts[number + 1]);
        }
        return all;
    }

    /** How many windows there are. */
    public int size() {
        return windows.length;
    }

    SaidWindow window(int at) {
        return windows[at];
    }

    /** The windows of a contributor. */
    List<SaidWindow> of(String contributor) {
        return byContributor.getOrDefault(contributor, List.of());
    }

    /** The words of a passage by number of windows that hold them, as places in its bag. */
    int[] mostHeldFirst(WordBag passage) {
        long[] held = new long[passage.size()];
        for (int at = 0; at < held.length; at++) {
            held[at] = -held(passage.number(at)) << Integer.SIZE | at;
        }
        Arrays.sort(held);
        return Arrays.stream(held).mapToInt(packed -> (int) packed).toArray();
    }

    private long held(int number) {
        return starts[number + 1] - starts[number];
    }

    /** What is before this, of {@link #holder} and those after it, held its word before a place in the submission order. */
    long bound(long order) {
        int found = Arrays.binarySearch(orders, order);
        return (long) (found < 0 ? -found - 1 : found) << Integer.SIZE;
    }

    /** Where the windows that hold a word begin. */
    int start(int number) {
        return starts[number];
    }

    /** A window that holds a word, below {@link #bound} if it held it before: its number are the lower 32 bits. */
    long holder(int slot) {
        return holders[slot];
    }
}
