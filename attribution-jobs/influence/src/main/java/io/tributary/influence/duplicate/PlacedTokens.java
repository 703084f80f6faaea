// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A passage's tokens in order, each with the place in the submission order of the record that holds it. Who said something first is asked of
 * each token by itself: a passage may begin in a record that is much older than the one it ends in.
 *
 * @param tokens folded
 * @param orders as many; they never fall
 */
public record PlacedTokens(List<String> tokens, List<Long> orders) {
    /** Checks and copies the lists. */
    public PlacedTokens {
        tokens = List.copyOf(tokens);
        orders = List.copyOf(orders);
        if (tokens.size() != orders.size()) {
            throw new IllegalArgumentException("got places of " + orders.size() + " tokens, want " + tokens.size());
        }
    }

    /** Where each word is said first. */
    Map<String, Long> words() {
        Map<String, Long> firsts = new HashMap<>();
        for (int at = 0; at < tokens.size(); at++) {
            firsts.putIfAbsent(tokens.get(at), orders.get(at));
        }
        return firsts;
    }

    /** Where each phrase is said first: the record that holds its last token. */
    public Map<Long, Long> phrases() {
        Map<Long, Long> firsts = new HashMap<>();
        for (int end = Phrases.LENGTH; end <= tokens.size(); end++) {
            firsts.putIfAbsent(Phrases.hash(tokens.subList(end - Phrases.LENGTH, end)), orders.get(end - 1));
        }
        return firsts;
    }
}
