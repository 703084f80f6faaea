// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Who said which phrase first, of records that are added in submission order. See {@link FirstUse}. */
public final class FirstUsers {
    private final Map<Long, User> users = new HashMap<>();

    private record User(String contributor, long order) {}

    /** Nobody has said anything yet. */
    public FirstUsers() {}

    /**
     * Adds the next record in submission order.
     *
     * @param contributor who gave it
     * @param order its place
     * @param text NFC
     */
    public void add(String contributor, long order, String text) {
        User user = new User(contributor, order);
        for (long phrase : FirstUse.said(text)) {
            users.putIfAbsent(phrase, user);
        }
    }

    /**
     * Whether a passage repeats what others said before it, now that all records are added.
     *
     * @param writers whoever wrote it: they are no others
     */
    public boolean repeats(Set<String> writers, PlacedTokens passage) {
        Map<Long, Long> phrases = passage.phrases();
        int foreign = 0;
        for (Map.Entry<Long, Long> phrase : phrases.entrySet()) {
            User user = users.get(phrase.getKey());
            // A run across two documents may be said inside a text by somebody else alone, who came later.
            boolean others = user != null && user.order() < phrase.getValue() && !writers.contains(user.contributor());
            foreign += others ? 1 : 0;
        }
        return FirstUse.repeats(foreign, phrases.size());
    }
}
