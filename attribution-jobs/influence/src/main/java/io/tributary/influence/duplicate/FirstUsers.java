// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who said which phrase first, of records that are added in submission order. See {@link FirstUse}. */
public final class FirstUsers {
    private final Map<Long, String> users = new HashMap<>();

    /** Nobody has said anything yet. */
    public FirstUsers() {}

    /**
     * Adds the next record in submission order.
     *
     * @param contributor who gave it
     * @param text NFC
     */
    public void add(String contributor, String text) {
        for (long phrase : FirstUse.said(text)) {
            users.putIfAbsent(phrase, contributor);
        }
    }

    /** Whether a passage of {@code contributor} repeats what others said first, now that all records are added. */
    public boolean repeats(String contributor, List<String> tokens) {
        return repeats(Set.of(contributor), tokens);
    }

    /** The same of a passage that several contributors have written. */
    public boolean repeats(Set<String> contributors, List<String> tokens) {
        long[] phrases = FirstUse.phrases(tokens);
        int foreign = 0;
        for (long phrase : phrases) {
            String user = users.get(phrase);
            foreign += user == null || contributors.contains(user) ? 0 : 1;
        }
        return FirstUse.repeats(foreign, phrases.length);
    }
}
