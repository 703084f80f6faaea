// SPDX-License-Identifier: Apache-2.0
package io.tributary.influence.duplicate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tributary.influence.Passages;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstUsersTest {
    /** One record: whose, and its text; its place in the list is its place in the log. */
    private record Said(String contributor, String text) {}

    private static String words(int from, int to) {
        return IntStream.range(from, to).mapToObj(n -> "w" + n).collect(Collectors.joining(" "));
    }

    /** Whether the first passage of a contributor repeats what others said before it. */
    private static boolean repeats(String contributor, List<Said> records) {
        FirstUsers users = new FirstUsers();
        List<String> own = new ArrayList<>();
        List<Long> orders = new ArrayList<>();
        for (int at = 0; at < records.size(); at++) {
            Said record = records.get(at);
            users.add(record.contributor(), at, record.text());
            if (record.contributor().equals(contributor)) {
                own.add(record.text());
                orders.add((long) at);
            }
        }
        return users.repeats(Set.of(contributor), Passages.cut(own).get(0).placed(orders));
    }

    private static List<Said> shortOnes(String contributor) {
        return IntStream.range(0, 16)
                .mapToObj(n -> new Said(contributor, words(8 * n, 8 * n + 8)))
                .toList();
    }

    @Test
    void whoJoinsSomebodysShortRecordsTakesNoRowFromHim() {
        List<Said> records = new ArrayList<>(shortOnes("author"));
        records.add(new Said("copier", words(0, 128)));

        assertThat(repeats("author", records))
                .as("half of his phrases run across two of his records")
                .isFalse();
        assertThat(repeats("copier", records)).as("the other half of the same").isTrue();
    }

    @Test
    void whoSaysInOneTextWhatSomebodyPutsTogetherLaterIsItsFirstUser() {
        List<Said> records = new ArrayList<>();
        records.add(new Said("author", words(0, 128)));
        records.addAll(shortOnes("copier"));

        assertThat(repeats("author", records)).isFalse();
        assertThat(repeats("copier", records)).isTrue();
    }

    @Test
    void aPhraseAcrossTwoRecordsIsSaidWhereItsLastTokenIs() {
        List<Said> records = new ArrayList<>();
        records.add(new Said("author", words(0, 4)));
        records.add(new Said("other", words(0, 64)));
        records.add(new Said("author", words(4, 128)));

        assertThat(repeats("author", records))
                .as("60 of his 124 phrases were said before they were complete")
                .isTrue();
    }
}
